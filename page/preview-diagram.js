// Runs inside the frame of a diagram or an SVG picture. The build puts it into preview-diagram.html and its digest into
// that file's policy: 'self' would match nothing, because the frame's origin is opaque. The page hands over Mermaid as
// text, and it runs from a blob.
(function () {
  "use strict";

  // Any site can frame this file. It acts only in a sandbox and only for the page beside it.
  if (self.origin !== "null") return;
  const home = new URL(location.href).origin;

  // Once the library runs, no other script may.
  const NO_SCRIPTS = "script-src 'none'";

  let nonce;
  const tell = (message) => parent.postMessage({ ...message, nonce }, "*");
  const fail = () => tell({ preview: "failed" });

  function forbidScripts() {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = NO_SCRIPTS;
    document.head.append(policy);
  }

  function dress(dark) {
    const style = document.createElement("style");
    style.textContent = ":root{color-scheme:" + (dark ? "dark" : "light") + "}body{margin:0;padding:16px;" +
      "font-family:system-ui,sans-serif}svg,img{display:block;margin-inline:auto;max-width:100%;height:auto}" +
      "#ddiagram{position:absolute;visibility:hidden}";
    document.head.append(style);
    // Before there is anything to see the frame keeps its height.
    new ResizeObserver(() => {
      if (!document.querySelector("body > svg, body > img")) return;
      tell({ preview: "height", height: Math.ceil(document.body.getBoundingClientRect().height) + 4 });
    }).observe(document.body);
  }

  function diagram(source, dark, library) {
    const script = document.createElement("script");
    const address = URL.createObjectURL(new Blob([library], { type: "text/javascript" }));
    script.src = address;
    script.onerror = fail;
    script.onload = function () {
      URL.revokeObjectURL(address);
      forbidScripts();
      const fonts = "system-ui, sans-serif";
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark ? "dark" : "default", fontFamily: fonts, suppressErrorRendering: true });
      mermaid.render("diagram", source).then(({ svg }) => { document.body.innerHTML = svg; }).catch(fail);
    };
    document.head.append(script);
  }

  function picture(source) {
    const image = new Image();
    image.onerror = fail;
    image.onload = () => { if (!image.naturalWidth) fail(); };
    // As an image it runs no script and loads nothing, whatever is written in it.
    const named = /<svg[^>]*\sxmlns=/.test(source) ? source : source.replace(/<svg/, '<svg xmlns="http://www.w3.org/2000/svg"');
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(named);
    document.body.append(image);
  }

  addEventListener("message", function begin({ source: from, origin, data }) {
    if (from !== parent || origin !== home || typeof data?.source !== "string") return;
    removeEventListener("message", begin);
    nonce = data.nonce;
    dress(data.dark);
    if (data.kind === "mermaid") diagram(data.source, data.dark, data.library);
    else {
      forbidScripts();
      picture(data.source);
    }
  });
  tell({ preview: "ready" });
})();
