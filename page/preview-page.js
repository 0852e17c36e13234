// Runs inside the frame of an HTML page that a reply holds. The build puts it into preview-page.html, whose policy allows
// the page's own scripts and nothing from the network.
// Promises: until the person asks for scripts, only elements and attributes of fixed lists are shown, and a second policy
// forbids every script; then the page runs as written, with storage in memory.
(function () {
  "use strict";

  // Any site can frame this file. It acts only in a sandbox and only for the page beside it.
  if (self.origin !== "null") return;
  const home = new URL(location.href).origin;

  const words = (text) => new Set(text.split(/\s+/));
  const HTML = words(`a abbr acronym address area article aside b bdi bdo big blockquote body br button canvas caption center cite
    code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2
    h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label legend li main map mark marquee menu meter nav nobr ol
    optgroup option output p picture pre progress q rp rt ruby s samp search section select selectedcontent slot small span
    strike strong style sub summary sup table tbody td textarea tfoot th thead time title tr tt u ul var wbr`);
  const SVG = words(`a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence filter foreignObject g image line linearGradient marker mask metadata
    mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title tspan use
    view`);
  // What these hold is not meant to be read. Of other unknown elements the contents stay.
  const WITH_CONTENTS = words(`applet audio base embed fencedframe frame frameset iframe link meta noembed noframes
    object param portal script source template track video`);
  const ATTRIBUTES = words(`abbr align alt autocomplete bgcolor border cellpadding cellspacing checked class color cols colspan
    command commandfor compact contenteditable coords datetime dir dirname disabled draggable enterkeyhint face for form frame
    headers height hidden high hspace id inert inputmode ismap label lang list low max maxlength min minlength multiple name
    noshade novalidate nowrap open optimum part pattern placeholder popover popovertarget popovertargetaction readonly required
    reversed role rows rowspan rules scope selected shape size slot span spellcheck start step style summary tabindex title
    translate type usemap valign value vspace width wrap`);
  // Of elements of SVG and MathML, whose other attributes only draw.
  const FOREIGN_ADDRESSES = words(`action actiontype altimg attributionsrc base cite data definitionurl download
    formaction href longdesc ping poster src srcdoc srcset target type`);
  const IMAGE = /^data:image\/(png|jpe?g|gif|webp|avif|bmp|svg\+xml)[;,]/i;

  // The fields of a form stand in the place of its properties when they have their names, and images in the place of the
  // document's: so the properties are read past them.
  const reader = (kind, name) => {
    const { get } = Object.getOwnPropertyDescriptor(kind.prototype, name);
    return (node) => get.call(node);
  };
  const rootOf = reader(Document, "documentElement");
  const [localNameOf, namespaceOf, attributesOf] = ["localName", "namespaceURI", "attributes"].map((name) => reader(Element, name));
  const childrenOf = reader(Node, "childNodes");
  const { getAttribute, removeAttributeNode, remove, replaceWith } = Element.prototype;

  const isHtml = (element) => namespaceOf(element) === "http://www.w3.org/1999/xhtml";
  const isSvg = (element) => namespaceOf(element) === "http://www.w3.org/2000/svg";

  function forbidScripts() {
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
    document.head.append(policy);
  }

  function isKnown(element) {
    if (isHtml(element)) return HTML.has(localNameOf(element));
    return !isSvg(element) || SVG.has(localNameOf(element));
  }

  function isKept(element, { localName, name, value }) {
    const holdsImage = /^(img|input|image|feImage)$/.test(localNameOf(element)) && IMAGE.test(value);
    if (localName === "href") return value.startsWith("#") || (isSvg(element) && holdsImage);
    if (localName === "src") return isHtml(element) && holdsImage;
    if (isHtml(element)) return ATTRIBUTES.has(name) || /^(aria|data)-/.test(name);
    return !/^on/i.test(localName) && !FOREIGN_ADDRESSES.has(localName.toLowerCase());
  }

  const isScript = ({ localName, value }) =>
    /^on/i.test(localName) || /^javascript:/i.test(value.replace(/[\0-\x20]/g, ""));

  // An animation can write any attribute, also one that was taken away.
  const animatesAddress = (element) => /href|src|^\s*on/i.test(getAttribute.call(element, "attributeName") ?? "");

  // The source as a tree without anything that could run, load or lead elsewhere; and whether it has scripts.
  function cleaned(source) {
    const root = rootOf(new DOMParser().parseFromString(source, "text/html"));
    let scripts = false;
    for (const element of [root, ...root.querySelectorAll("*")]) {
      const kind = localNameOf(element);
      scripts ||= kind === "script";
      for (const attribute of [...attributesOf(element)]) {
        if (isKept(element, attribute)) continue;
        scripts ||= isScript(attribute);
        removeAttributeNode.call(element, attribute);
      }
      if (WITH_CONTENTS.has(kind) || animatesAddress(element)) remove.call(element);
      else if (!isKnown(element)) replaceWith.call(element, ...childrenOf(element));
    }
    return { root, scripts };
  }

  // A store as pages expect it, which lasts as long as the frame: an opaque origin has none.
  function memory() {
    const items = new Map();
    const methods = {
      getItem: (name) => items.get(String(name)) ?? null,
      setItem: (name, value) => { items.set(String(name), String(value)); },
      removeItem: (name) => { items.delete(String(name)); },
      clear: () => items.clear(),
      key: (index) => [...items.keys()][index] ?? null,
    };
    return new Proxy(Object.create(Storage.prototype), {
      get: (_, name) => name === "length" ? items.size : methods[name] ?? (typeof name === "string" ? items.get(name) : undefined),
      set: (_, name, value) => { methods.setItem(name, value); return true; },
      has: (_, name) => items.has(name) || name in Storage.prototype,
      deleteProperty: (_, name) => { items.delete(name); return true; },
      ownKeys: () => [...items.keys()],
      getOwnPropertyDescriptor: (_, name) => items.has(name)
        ? { value: items.get(name), writable: true, enumerable: true, configurable: true } : undefined,
      defineProperty: (_, name, { value }) => { methods.setItem(name, value); return true; },
    });
  }

  function replace(owner, name, descriptor) {
    try {
      Object.defineProperty(owner, name, { configurable: true, enumerable: true, ...descriptor });
    } catch { /* A browser that keeps its own has it work or fail as it does. */ }
  }

  // What would throw in an opaque origin works in memory or is absent, so that pages can tell.
  function prepare() {
    const [local, session, cookies] = [memory(), memory(), new Map()];
    replace(window, "localStorage", { get: () => local });
    replace(window, "sessionStorage", { get: () => session });
    replace(document, "cookie", {
      get: () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      set: (text) => {
        const [, name, value] = /^\s*([^=;]*)=?([^;]*)/.exec(String(text));
        const gone = /;\s*max-age\s*=\s*(-|0\s*(;|$))/i.test(text) || Date.parse(/;\s*expires\s*=\s*([^;]*)/i.exec(text)?.[1]) < Date.now();
        if (gone) cookies.delete(name.trim());
        else cookies.set(name.trim(), value.trim());
      },
    });
    for (const name of ["indexedDB", "caches", "cookieStore"]) replace(window, name, { value: undefined });
    delete Navigator.prototype.serviceWorker;
    // No policy covers WebRTC. A script that wants it badly enough finds another copy in a frame it makes: the words
    // beside the button do not promise more.
    for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCIceTransport", "WebTransport"]) {
      delete window[name];
      if (name in window) replace(window, name, { value: undefined });
    }
  }

  // Following a link or sending a form would only put the browser's words about a blocked page in the place of this one,
  // and some browsers connect to the server before they block it. The page's own handlers run all the same.
  function stay(event) {
    const link = event.composedPath().find((node) => node.localName === "a" || node.localName === "area");
    const address = link?.getAttribute("href") ?? link?.getAttribute("xlink:href");
    if (address != null && !/^(#|javascript:)/i.test(address.trim())) event.preventDefault();
  }

  function submit(event) {
    const method = event.submitter?.getAttribute("formmethod") ?? event.target.getAttribute("method") ?? "";
    if (method.toLowerCase() !== "dialog") event.preventDefault();
  }

  function run(source) {
    prepare();
    // Opening takes all listeners away, so they are added behind it.
    document.open();
    addEventListener("click", stay, true);
    addEventListener("auxclick", stay, true);
    addEventListener("submit", submit, true);
    document.write(source);
    document.close();
  }

  addEventListener("message", function begin({ source: from, origin, data }) {
    if (from !== parent || origin !== home || typeof data?.source !== "string") return;
    removeEventListener("message", begin);
    if (data.scripts === true) return run(data.source);
    forbidScripts();
    const { root, scripts } = cleaned(data.source);
    document.documentElement.replaceWith(document.adoptNode(root));
    parent.postMessage({ preview: "shown", scripts, nonce: data.nonce }, "*");
  });
  parent.postMessage({ preview: "ready" }, "*");
})();
