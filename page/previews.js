// Shows diagrams, pictures and pages that a reply holds as code. Fetched by start.js when the first one is asked for; an
// element <sotto-preview kind="mermaid" source="…" name="…"> becomes a frame that is cut off from the page and the web.
// Promises: the frame has an opaque origin, gets the source as a message and tells only its height, whether the page has
// scripts, or that it failed. Scripts of a page run only in a new frame, once the element has the attribute `scripts`.
// Failures stand in `data-failed`: "drawing" when the code cannot be drawn, "start" when the frame did not answer.
const DIAGRAM = "./preview-diagram.html";
const PAGE = "./preview-page.html";
const LIBRARY = "./mermaid.js";
const PATIENCE = 5_000;
const HIGHEST = 4_000;
const shown = new Map();
let library;

export function show(element) {
  // The button that asked for it is about to be hidden.
  const takesFocus = element.contains(document.activeElement);
  for (const old of element.querySelectorAll("iframe")) forget(old);
  delete element.dataset.failed;
  delete element.dataset.scripts;
  const kind = element.getAttribute("kind");
  const scripts = kind === "html" && element.hasAttribute("scripts");
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", scripts ? "allow-scripts allow-forms allow-modals" : "allow-scripts");
  frame.referrerPolicy = "no-referrer";
  frame.title = element.getAttribute("name");
  frame.src = new URL(kind === "html" ? PAGE : DIAGRAM, import.meta.url).href;
  const timer = setTimeout(fail, PATIENCE, frame, "start");
  shown.set(frame, { element, kind, scripts, timer, source: element.getAttribute("source"), nonce: undefined });
  element.append(frame);
  if (takesFocus) frame.focus();
}

function forget(frame) {
  clearTimeout(shown.get(frame)?.timer);
  shown.delete(frame);
  frame.remove();
}

// A frame that is only late stays, out of sight, and is shown if it answers after all.
function fail(frame, why) {
  const preview = shown.get(frame);
  if (!preview) return;
  preview.element.dataset.failed = why;
  if (why === "drawing") forget(frame);
}

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// The frame can load nothing, so the library is loaded here, once, and handed over as text.
function mermaid() {
  library ??= fetch(new URL(LIBRARY, import.meta.url), { credentials: "same-origin" }).then((answer) => {
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
    return answer.text();
  });
  library.catch(() => { library = undefined; });
  return library;
}

async function answer(frame, preview) {
  const { element, kind, scripts, source } = preview;
  clearTimeout(preview.timer);
  delete element.dataset.failed;
  // Each document that was loaded into the frame has a nonce of its own: one that came after it cannot speak for it.
  const nonce = preview.nonce = crypto.getRandomValues(new Uint32Array(4)).join();
  try {
    const text = kind === "mermaid" ? await mermaid() : undefined;
    // An opaque origin has no name to send to.
    if (preview.nonce === nonce) frame.contentWindow?.postMessage({ kind, source, scripts, nonce, dark: isDark(), library: text }, "*");
  } catch {
    fail(frame, "start");
  }
}

addEventListener("message", ({ source: from, origin, data }) => {
  for (const [frame, preview] of shown) {
    if (!frame.isConnected) forget(frame);
    else if (from && frame.contentWindow === from && origin === "null") hear(frame, preview, data);
  }
});

function hear(frame, preview, data) {
  if (data?.preview === "ready") answer(frame, preview);
  else if (!preview.nonce || data?.nonce !== preview.nonce) return;
  else if (data.preview === "failed") fail(frame, "drawing");
  else if (data.preview === "shown" && data.scripts === true) preview.element.dataset.scripts = "";
  else if (data.preview === "height" && Number.isFinite(data.height)) {
    frame.style.blockSize = `${Math.min(Math.max(data.height, 40), HIGHEST)}px`;
  }
}
