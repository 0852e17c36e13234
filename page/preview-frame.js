// Runs inside the preview's frame, which has an origin of its own and no network: shows what it is sent, and tells how
// high it is or that it could not be shown. Whatever is shown here can reach neither the chat nor the web.
(function () {
  "use strict";

  // Nothing that comes may load a file of the page either.
  const STRICTER = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; " +
    "media-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'";

  const tell = (message) => parent.postMessage(message, "*");
  const failed = () => tell({ preview: "failed" });

  function seal() {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = STRICTER;
    document.head.append(policy);
  }

  function dress(dark) {
    const style = document.createElement("style");
    style.textContent = ":root{color-scheme:" + (dark ? "dark" : "light") + "}body{margin:0;display:grid;justify-content:center;" +
      "padding:16px;font-family:system-ui,sans-serif}svg,img{max-width:100%;height:auto}#ddiagram{position:absolute;visibility:hidden}";
    document.head.append(style);
    // Before there is anything to see the frame keeps its height.
    new ResizeObserver(() => {
      if (!document.querySelector("body > svg, body > img")) return;
      tell({ preview: "height", height: Math.ceil(document.body.getBoundingClientRect().height) + 4 });
    }).observe(document.body);
  }

  function diagram(source, dark) {
    const library = document.createElement("script");
    library.src = "./mermaid.js";
    library.onerror = failed;
    library.onload = function () {
      seal();
      const fonts = "system-ui, sans-serif";
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark ? "dark" : "default", fontFamily: fonts, suppressErrorRendering: true });
      mermaid.render("diagram", source).then(({ svg }) => { document.body.innerHTML = svg; }).catch(failed);
    };
    document.head.append(library);
  }

  function picture(source) {
    const image = new Image();
    image.onerror = failed;
    image.onload = () => { if (!image.naturalWidth) failed(); };
    // As an image it runs no script and loads nothing, whatever is written in it.
    const named = /<svg[^>]*\sxmlns=/.test(source) ? source : source.replace(/<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(named);
    document.body.append(image);
  }

  addEventListener("message", function (event) {
    if (event.source !== parent || typeof event.data?.source !== "string") return;
    const { kind, source, dark } = event.data;
    if (kind === "html") {
      seal();
      document.open();
      document.write(source);
      document.close();
      return;
    }
    dress(dark);
    if (kind === "mermaid") diagram(source, dark);
    else {
      seal();
      picture(source);
    }
  }, { once: true });
  tell({ preview: "ready" });
})();
