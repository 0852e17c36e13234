// Speaks for the page while the app cannot: before it runs, when it cannot load, and after it crashed.
// Promises: written so that every browser can parse it; its address never changes, so an old copy of the page still
// finds it; it knows no file of the app by name. It does not start the app: start.js does.
(function () {
  "use strict";

  // Filled from the text table when the page is built: { en: { loading: "…", … }, ko: { … } }.
  var texts = "{{texts}}";

  var root = document.documentElement;

  // Languages the text table has, in the order the person prefers them. The app may have set another since.
  function language() {
    if (root.dataset.boot === "ready" && texts[root.lang]) return root.lang;
    var wanted = navigator.languages || [navigator.language || "en"];
    for (var i = 0; i < wanted.length; i += 1) {
      var short = String(wanted[i]).slice(0, 2).toLowerCase();
      if (texts[short]) return short;
    }
    return "en";
  }

  function translate() {
    var words = texts[language()];
    var places = document.querySelectorAll("[data-text]");
    for (var i = 0; i < places.length; i += 1) {
      var word = words[places[i].getAttribute("data-text")];
      if (word) places[i].textContent = word;
    }
  }

  // The first failure is the one that explains the others.
  function fail(kind) {
    if (root.dataset.boot !== "loading" && root.dataset.boot !== "ready") return;
    var words = texts[language()];
    root.dataset.boot = kind;
    whenParsed(function () {
      translate();
      document.getElementById("boot-text").textContent = words[kind];
      document.getElementById("boot").hidden = false;
      var reload = document.getElementById("boot-reload");
      reload.hidden = kind === "too_old";
      reload.onclick = function () { location.reload(); };
    });
  }

  function whenParsed(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }

  // A panic ends in a trap; a stack that ran over ends in a RangeError thrown from inside the wasm.
  function isCrash(error) {
    if (!error || typeof WebAssembly !== "object") return false;
    return error instanceof WebAssembly.RuntimeError || (error instanceof RangeError && /wasm/.test(error.stack));
  }

  // Stored settings are only looked at, so that the page is not light for a moment where it was set to be dark, and no
  // pane comes and goes; reading them properly is the app's.
  function dress() {
    var stored = "";
    try { stored = localStorage.getItem("sotto/settings") || ""; } catch (refused) { return; }
    var theme = /"theme":"(light|dark)"/.exec(stored);
    if (theme) root.dataset.theme = theme[1];
    if (/"sidebar":false/.test(stored)) root.dataset.list = "hidden";
  }

  dress();
  root.lang = language();
  whenParsed(translate);

  // "noModule" is known exactly where modules are; wasm came with or before them everywhere but where it is switched off.
  if (!("noModule" in document.createElement("script")) || typeof WebAssembly !== "object") {
    fail("too_old");
    return;
  }

  // Files of the page itself that are missing or not the ones it was built with: a new version was put in place, or the
  // network failed. Errors of elements do not bubble, so they are caught on the way down.
  window.addEventListener("error", function (event) {
    var from = event.target;
    if (from && (from.nodeName === "SCRIPT" || from.nodeName === "LINK")) {
      if (root.dataset.boot === "loading") fail("load_failed");
    } else if (isCrash(event.error)) {
      fail("crashed");
    }
  }, true);
  window.addEventListener("unhandledrejection", function (event) {
    if (isCrash(event.reason)) fail("crashed");
  });
  // start.js hands over why it failed.
  window.addEventListener("startfailed", function (event) {
    var error = event.detail;
    if (isCrash(error)) fail("crashed");
    else if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) fail("too_old");
    else fail("load_failed");
  });
})();
