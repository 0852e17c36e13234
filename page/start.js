// Starts the app. The names and digests of its two files stand in the page (trunk puts them there), so this file is the
// same for every version. What goes wrong is told by boot.js.
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

// Elements that the app draws and another file brings to life; it is fetched when the first one appears.
function later(kind) {
  let file;
  customElements.define(`sotto-${kind}`, class extends HTMLElement {
    static observedAttributes = ["source"];
    connectedCallback() {
      const name = document.querySelector(`meta[name="sotto-${kind}"]`).content;
      file ??= import(name);
      // Without it they stay as the app drew them; the next one tries again.
      file.then(({ show }) => show(this), () => { file = undefined; });
    }
    attributeChangedCallback() {
      if (this.isConnected) this.connectedCallback();
    }
  });
}

later("formula");
later("preview");
start().catch((error) => {
  console.error(error);
  window.dispatchEvent(new CustomEvent("startfailed", { detail: error }));
});
