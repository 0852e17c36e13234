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
    if (root.dataset.boot !== "loading" && texts[root.lang]) return root.lang;
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
  function fail(kind, error) {
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
      var save = document.getElementById("boot-export");
      save.hidden = kind === "too_old";
      save.onclick = exportAll;
      // An older page, kept by a cache, has no place for a report.
      if (kind === "crashed" && document.getElementById("boot-report")) showReport(error);
    });
  }

  // What the app's panic hook sent: where it panicked and why, without anything a person typed or received.
  var panic = "";

  // All of it is shown before it can be copied. Of an error thrown by the engine only its kind and the places in the wasm
  // are taken, and of its message only what cannot be a value.
  function showReport(error) {
    var wasm = document.querySelector('link[rel="preload"][as="fetch"]');
    var build = wasm ? " (" + wasm.href.replace(/^.*\//, "") + ")" : "";
    var lines = ["Sotto " + document.querySelector('meta[name="version"]').content + build];
    if (panic) lines.push(panic);
    if (error) {
      lines.push(error.name + ": " + /^[\w ,.;()-]*/.exec(error.message)[0]);
      var places = String(error.stack).match(/wasm-function\[\d+\]:0x[\da-f]+/g) || [];
      if (places.length) lines.push(places.slice(0, 8).join(" "));
    }
    lines.push(navigator.userAgent);
    var report = document.getElementById("boot-report");
    report.querySelector("pre").textContent = lines.join("\n");
    report.hidden = false;
    document.getElementById("boot-copy").onclick = copyReport;
  }

  // Without the clipboard of newer browsers and secure pages the report is selected and copied as by hand.
  function copyReport() {
    var button = this, text = document.querySelector("#boot-report pre");
    function copied() { button.textContent = texts[language()].report_copied; }
    function byHand() {
      getSelection().selectAllChildren(text);
      if (document.execCommand("copy")) copied();
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).then(copied, byHand);
    else byHand();
  }

  function whenParsed(act) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", act);
    else act();
  }

  // Everything stored, as it stands and without keys, as one file. For a page whose app cannot do it any more: nothing of
  // the app is used, and nothing is changed.
  var exporting = false;
  function exportAll() {
    if (exporting) return;
    exporting = true;
    var parts = [], first = true;
    function put(name, text) {
      if (/(^|\/)(secrets|vault)([\/~]|$)/.test(name)) return;
      // A key may stand in an address; only what names a version stays.
      if (/(^|\/)connections([\/~]|$)/.test(name)) text = text.replace(/("address":"[^"?]*)\?[^"]*"/g, '$1"');
      parts.push((first ? "" : ",") + "\n" + JSON.stringify(name) + ":" + JSON.stringify(text));
      first = false;
      if (parts.length > 4096) parts = [new Blob(parts)];
    }
    function done() {
      parts.push("\n}}\n");
      var link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob(parts, { type: "application/json" }));
      // The day where the reader is, not that of UTC.
      var now = new Date();
      var day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(function (part) {
        return part < 10 ? "0" + part : String(part);
      });
      link.download = "sotto-raw-" + day.join("-") + ".json";
      document.body.appendChild(link);
      link.click();
      document.body.removeChild(link);
      exporting = false;
    }
    parts.push('{"sotto-raw":1,"localStorage":{');
    try {
      for (var i = 0; i < localStorage.length; i += 1) {
        var name = localStorage.key(i);
        if (name.slice(0, 6) === "sotto/") put(name, localStorage.getItem(name) || "");
      }
    } catch (refused) { /* What the browser refuses is not there to be exported. */ }
    parts.push('\n},"indexedDB":{');
    first = true;
    try {
      var open = indexedDB.open("sotto", 1);
      open.onupgradeneeded = function () { open.transaction.abort(); };
      open.onerror = done;
      open.onsuccess = function () {
        var cursor = open.result.transaction("sotto").objectStore("sotto").openCursor();
        cursor.onerror = done;
        cursor.onsuccess = function () {
          var row = cursor.result;
          if (!row) { open.result.close(); done(); return; }
          if (typeof row.value === "string") put(String(row.key), row.value);
          row.continue();
        };
      };
    } catch (refused) { done(); }
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
    // Nobody can answer yet: neither a list nor a composer comes.
    var known = /"connection":"/.test(stored) || localStorage.getItem("sotto/connections");
    var begun = localStorage.getItem("sotto/index/0") || /^#\/./.test(location.hash);
    if (!known && !begun) root.dataset.first = "";
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
      fail("crashed", event.error);
    }
  }, true);
  window.addEventListener("unhandledrejection", function (event) {
    if (isCrash(event.reason)) fail("crashed", event.reason);
  });
  window.addEventListener("panicked", function (event) {
    panic = String(event.detail);
    // The trap that ends the panic is usually seen above; a script may have caught it.
    setTimeout(function () { fail("crashed"); });
  });
  // start.js hands over why it failed.
  window.addEventListener("startfailed", function (event) {
    var error = event.detail;
    if (isCrash(error)) fail("crashed", error);
    else if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) fail("too_old");
    else fail("load_failed");
  });
})();
