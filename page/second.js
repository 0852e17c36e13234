
// The second part of the program. Put at the end of wasm-bindgen's script when the page is built: the first part, `wasm`
// there, is complete but for functions the first chat does without.
// Promises: it comes by itself once the page is usable, or with the first where something is stored already; a function of
// it that is called before waits for it on the spot.
const SECOND = new URL("./second.wasm", import.meta.url);
const SECOND_DIGEST = "";

function join(module) {
  if (wasm.joined.value) return;
  const first = { ...wasm };
  for (let place = 0; place < wasm.shared.length; place += 1) first[place] = wasm.shared.get(place);
  new WebAssembly.Instance(module, { ...__wbg_get_imports(), b: first });
  wasm.joined.value = 1;
  document.documentElement.dataset.program = "whole";
}

// Called by the first part, which cannot wait otherwise.
function fetchNow() {
  for (let left = 3; ; left -= 1) {
    try {
      const request = new XMLHttpRequest();
      request.open("GET", SECOND, false);
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      if (request.status !== 200) throw new Error(`${SECOND}: ${request.status}`);
      return join(new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0))));
    } catch (error) {
      if (left > 1) continue;
      // Without a network the person is asked, and what was called goes on once there is one: the call cannot be put off, and
      // a dialog of the browser is all that can wait in the middle of it. A file that is gone will not be there later.
      if (error.name === "NetworkError" && confirm(globalThis.sottoWords().second_missing)) {
        left = 4;
        continue;
      }
      console.error(error);
      window.dispatchEvent(new CustomEvent("startfailed", { detail: error }));
      throw error;
    }
  }
}

const fetched = (priority) =>
  WebAssembly.compileStreaming(fetch(SECOND, { credentials: "same-origin", integrity: SECOND_DIGEST, priority }));

// Starts the app. Somebody who has been here before may see anything at once: then both parts come together.
export async function begin(options, both) {
  const second = both && fetched("high");
  if (second) second.catch(() => {});
  await __wbg_init(options);
  try {
    if (second) join(await second);
  } catch {
    // It is fetched again when it is needed, or when the page is at rest.
  }
  run();
}

// Quietly: whoever needs it meanwhile fetches it, and learns why if it cannot be had.
export async function fetchSecond(pause = 1000) {
  try {
    if (wasm.joined.value) return;
    join(await fetched("low"));
  } catch {
    const again = new AbortController();
    const retry = () => {
      again.abort();
      fetchSecond(Math.min(pause * 2, 60_000));
    };
    const timer = setTimeout(retry, pause);
    again.signal.addEventListener("abort", () => clearTimeout(timer));
    window.addEventListener("online", retry, { signal: again.signal });
  }
}

