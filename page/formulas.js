// Draws formulas as MathML. Fetched by start.js when the first one appears; an element <sotto-formula source="…"> holds
// its TeX, shown until the formula is drawn and when it cannot be.
// Promises: each formula is set once, however often its element comes and goes; of very many those that are far from the
// window wait until they come near, or until paper asks for them; what is drawn consists of MathML elements
// in the list below and carries no address and no handler; copying a selection gives the TeX of the formulas in it.
// The names of the two files are put in when the page is built.
import temml from "./temml.js";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENTS = new Set(("math maction menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace " +
  "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover mglyph none merror").split(" "));
const ATTRIBUTES = new Set(("accent columnalign columnlines columnspan rowlines rowspan frame align depth display displaystyle fence form " +
  "height largeop linebreak linethickness lspace mathbackground mathsize mathvariant maxsize minsize movablelimits " +
  "notation rowspacing columnspacing rspace scriptlevel separator stretchy symmetric voffset width").split(" "));
// Longer than any formula; setting it would hold up the page.
const LONGEST = 20_000;
const KEPT = 500;
const drawn = new Map();

const sheet = document.createElement("link");
sheet.rel = "stylesheet";
sheet.href = new URL("./temml.css", import.meta.url).href;
document.head.append(sheet);

// What models write for a whole document, in the words of a single formula.
function prelude(source) {
  return source
    .replace(/\\require\s*\{[^{}]*\}|\\label\s*\{[^{}]*\}|\\usepackage\s*(\[[^\]]*\])?\s*\{[^{}]*\}/g, "")
    .replace(/\\DeclareMathOperator(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*\{/g, "\\def$2{\\operatorname$1{")
    .replace(/\\underset\s*\{([^{}]*)\}\s*\{\s*\\operatorname\*?\{([^{}]*)\}\s*\}/g, "\\operatorname*{$2}_{$1}")
    .replace(/(begin|end)\{eqnarray\*?\}/g, (_, which) => which === "begin" ? "begin{array}{rcl}" : "end{array}")
    .replace(/(\\def\\[A-Za-z]+\{\\operatorname\*?\{[^{}]*\})/g, "$1}")
    // A formula may give a command of its own a name that is taken, as \R is.
    .replace(/\\(?:re|provide)?newcommand(\*?)\s*\{?\s*(\\[A-Za-z]+)\s*\}?/g, "\\providecommand{$2}");
}

// The library's own way to make nodes sets styles as text, which the policy forbids, and would make links.
function node(from) {
  if (typeof from.text === "string") return document.createTextNode(from.text);
  const isSpan = !from.type && from.attributes;
  if (!from.type && !isSpan) {
    const all = document.createDocumentFragment();
    for (const child of from.children) all.append(node(child));
    return all;
  }
  if ((!isSpan && !ELEMENTS.has(from.type)) || from.attributes?.href) throw new Error("not in a formula");
  // A line through something is an empty span.
  const made = isSpan ? document.createElement("span") : document.createElementNS(MATHML, from.type);
  for (const [key, value] of Object.entries(from.attributes ?? {})) {
    if (key === "style") restyle(made, value);
    else if (key === "mathcolor") colour(made, value);
    else if (ATTRIBUTES.has(key)) made.setAttribute(key, value);
  }
  const classes = from.classes.filter(Boolean).join(" ");
  if (classes) made.setAttribute("class", classes);
  for (const [key, value] of Object.entries(from.style ?? {})) key === "color" ? colour(made, value) : (made.style[key] = value);
  for (const child of from.children) made.append(node(child));
  return made;
}

// A colour the writer chose for white paper, or for black, in a brightness that can be read on the page as it is.
function colour(element, value) {
  element.style.color = value;
  element.style.color = `oklch(from ${value} clamp(var(--dimmest), l, var(--brightest)) c h)`;
}

function restyle(element, text) {
  for (const rule of text.split(";")) {
    const [key, value] = rule.split(":");
    if (value && key.trim() === "color") colour(element, value.trim());
    else if (value) element.style.setProperty(key.trim(), value.trim());
  }
}

// The formula as nodes, or null if the TeX is broken.
function math(source, display) {
  const key = display + source;
  let made = drawn.get(key);
  if (made === undefined) {
    made = null;
    try {
      if (source.length <= LONGEST) {
        const options = { displayMode: display, throwOnError: true, trust: false, strict: false, maxExpand: 1000, maxSize: [50, 10] };
        made = node(temml.__renderToMathMLTree(prelude(source), options));
      }
    } catch {
      // Its source stays.
    }
    if (drawn.size >= KEPT) drawn.delete(drawn.keys().next().value);
    drawn.set(key, made);
  }
  return made && made.cloneNode(true);
}

// For a page that is exported: the formula as text, or null if the TeX is broken.
export function markup(source, display) {
  return math(source, display)?.outerHTML ?? null;
}

function set(element) {
  const made = math(element.getAttribute("source"), element.hasAttribute("data-display"));
  for (const old of element.querySelectorAll(":scope > math")) old.remove();
  element.dataset.drawn = made ? "math" : "source";
  if (made) element.append(made);
}

// So many are set in a frame, and in a text, without looking where they are.
const IN_A_FRAME = 300, IN_A_TEXT = 2_000;
const ON_PAPER = 5_000;
const begun = new WeakMap();
let left = IN_A_FRAME;
const nearing = new IntersectionObserver((all) => {
  for (const { target, isIntersecting } of all) {
    if (!isIntersecting) continue;
    nearing.unobserve(target);
    set(target);
  }
}, { rootMargin: "100%", scrollMargin: "100%" });

export function show(element) {
  if (element.dataset.drawn) return set(element);
  const text = element.closest(".md") ?? document.body;
  const count = (begun.get(text) ?? 0) + 1;
  begun.set(text, count);
  if (left === IN_A_FRAME) requestAnimationFrame(() => (left = IN_A_FRAME));
  left -= 1;
  if (left < 0 || count > IN_A_TEXT) nearing.observe(element);
  else set(element);
}

addEventListener("beforeprint", () => {
  [...document.querySelectorAll("sotto-formula:not([data-drawn])")].slice(0, ON_PAPER).forEach(set);
});

// Copied, MathML would be letters without their meaning.
document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (event.defaultPrevented || !selection.rangeCount || selection.isCollapsed) return;
  if ("selectionStart" in event.target) return;
  const range = selection.getRangeAt(0);
  // From within a formula the whole of it is meant.
  const around = (end) => (end.nodeType === 1 ? end : end.parentElement)?.closest("sotto-formula");
  const [first, last] = [around(range.startContainer), around(range.endContainer)];
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const copy = range.cloneContents();
  const formulas = copy.querySelectorAll("sotto-formula");
  if (!formulas.length) return;
  for (const formula of formulas) {
    const [open, close] = formula.hasAttribute("data-display") ? ["$$", "$$"] : ["$", "$"];
    formula.replaceWith(open + formula.getAttribute("source") + close);
  }
  const blocks = "p,li,h2,h3,h4,h5,h6,tr,pre,blockquote,br";
  for (const block of copy.querySelectorAll(blocks)) block.append("\n");
  event.clipboardData.setData("text/plain", copy.textContent.trim());
  event.preventDefault();
});
