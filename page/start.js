// Starts the app, holds the clock while it is printed, and fetches what brings formulas and previews to life. The names
// and digests of the app's two files stand in the page (trunk puts them there). draw.js is put before this when the page is
// built, with the digest of both in the name: what draws belongs to one version of the app. What goes wrong is told by
// boot.js.
async function start() {
  const glue = document.querySelector('link[rel="modulepreload"]');
  const wasm = document.querySelector('link[rel="preload"][as="fetch"]');
  const binary = fetch(wasm.href, { credentials: "same-origin", integrity: wasm.integrity }).then((answer) => {
    if (!answer.ok) throw new Error(`${wasm.href}: ${answer.status}`);
    return answer;
  });
  // Awaited below; without this a failing import would leave it unhandled.
  binary.catch(() => {});
  const { default: init } = await import(glue.href);
  await init({ module_or_path: binary });
  const state = document.documentElement.dataset;
  if (state.boot === "loading") state.boot = "ready";
}

// What is drawn takes a breath after 16 ms by the clock, and paper does not wait: until it is printed the clock stands.
addEventListener("beforeprint", () => {
  const now = Date.now, moment = now();
  Date.now = () => moment;
  addEventListener("afterprint", () => (Date.now = now), { once: true });
}, true);

// Elements that the app draws and another file brings to life; it is fetched when the first one appears.
function later(kind) {
  let file;
  customElements.define(`sotto-${kind}`, class extends HTMLElement {
    static observedAttributes = ["source"];
    connectedCallback() {
      const name = document.querySelector(`meta[name="sotto-${kind}"]`).content;
      file ??= import(name);
      // Without it a formula stays as the app drew it, and a preview says that it did not start; the next one tries again.
      file.then(({ show }) => show(this), () => {
        file = undefined;
        this.dataset.failed = "start";
      });
    }
    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }
  });
}

// What the export of a web page asks for: [TeX, display] as MathML, each null where it cannot be drawn.
window.drawFormulas = async (formulas) => {
  const { markup } = await import(document.querySelector('meta[name="sotto-formula"]').content);
  return formulas.map(([source, display]) => markup(source, display));
};

later("formula");
later("preview");
start().catch((error) => {
  console.error(error);
  window.dispatchEvent(new CustomEvent("startfailed", { detail: error }));
});
