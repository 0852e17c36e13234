// Shows diagrams, pictures and pages that a reply holds as code. Fetched by start.js when the first one is asked for; an
// element <sotto-preview kind="mermaid" source="…" name="…"> becomes a frame that is cut off from the page and the web.
// Promises: the frame has an origin of its own, gets the source as a message and nothing else, and tells only its height
// or that it failed; then it goes, and the element's own words are shown.
const FRAME = "./preview.html";
const HIGHEST = 4_000;
const shown = new Map();

export function show(element) {
  const source = element.getAttribute("source");
  for (const old of element.querySelectorAll("iframe")) {
    shown.delete(old);
    old.remove();
  }
  delete element.dataset.failed;
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.referrerPolicy = "no-referrer";
  frame.title = element.getAttribute("name");
  frame.src = new URL(FRAME, import.meta.url).href;
  shown.set(frame, { element, source, kind: element.getAttribute("kind") });
  element.append(frame);
}

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

addEventListener("message", ({ source: from, data }) => {
  for (const [frame, { element, source, kind }] of shown) {
    if (!frame.isConnected) shown.delete(frame);
    if (frame.contentWindow !== from || !from) continue;
    // An opaque origin has no name to send to; the frame was made here and holds our own page.
    if (data?.preview === "ready") from.postMessage({ kind, source, dark: isDark() }, "*");
    else if (data?.preview === "height" && Number.isFinite(data.height)) {
      frame.style.blockSize = `${Math.min(Math.max(data.height, 40), HIGHEST)}px`;
    } else if (data?.preview === "failed") {
      shown.delete(frame);
      frame.remove();
      element.dataset.failed = "";
    }
  }
});
