// Finds elements as a person or a screen reader would: by role and accessible name.
// Runs inside the page as the body of a function; `arguments` are: what to do, then the steps of a locator.
// Roles follow HTML-AAM and names AccName 1.2 as far as a well-made page needs; the harness's own test compares both
// with the browser's accessibility tree.
const [order, steps] = arguments;
const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim();

function roleOf(element) {
  const given = squeeze(element.getAttribute("role")).split(" ")[0];
  if (given) return given;
  const has = (name) => element.hasAttribute(name);
  const named = has("aria-label") || has("aria-labelledby") || has("title");
  switch (element.localName) {
    case "a": case "area": return has("href") ? "link" : "generic";
    case "button": case "summary": return "button";
    case "textarea": return "textbox";
    case "select": return element.multiple || element.size > 1 ? "listbox" : "combobox";
    case "input": return roleOfInput(element);
    case "h1": case "h2": case "h3": case "h4": case "h5": case "h6": return "heading";
    case "header": return element.closest("article,aside,main,nav,section") ? "generic" : "banner";
    case "footer": return element.closest("article,aside,main,nav,section") ? "generic" : "contentinfo";
    case "section": return named ? "region" : "generic";
    case "form": return named ? "form" : "generic";
    case "img": return element.getAttribute("alt") === "" ? "presentation" : "img";
    case "ul": case "ol": case "menu": return "list";
    case "th": return "columnheader";
    case "svg": return named ? "img" : "generic";
    default: return {
      nav: "navigation", main: "main", aside: "complementary", search: "search", article: "article", dialog: "dialog",
      li: "listitem", table: "table", tr: "row", td: "cell", output: "status", progress: "progressbar", meter: "meter",
      option: "option", optgroup: "group", fieldset: "group", details: "group", hr: "separator", p: "paragraph",
      blockquote: "blockquote", code: "code", em: "emphasis", strong: "strong", del: "deletion", math: "math",
      figure: "figure", iframe: "Iframe",
    }[element.localName] || "generic";
  }
}

function roleOfInput(input) {
  switch (input.type) {
    case "button": case "submit": case "reset": case "image": return "button";
    case "checkbox": return "checkbox";
    case "radio": return "radio";
    case "range": return "slider";
    case "number": return "spinbutton";
    case "search": return input.list ? "combobox" : "searchbox";
    case "text": case "email": case "tel": case "url": return input.list ? "combobox" : "textbox";
    // The standard gives passwords no role; people find them as the text boxes they are.
    case "password": return "textbox";
    default: return "generic";
  }
}

const NAMED_BY_CONTENT = new Set(["button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem",
  "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab", "tooltip", "treeitem"]);

function nameOf(element) {
  const by = squeeze(element.getAttribute("aria-labelledby"));
  if (by) {
    const parts = by.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    const name = squeeze(parts.map((part) => ownName(part) || contentOf(part)).join(" "));
    if (name) return name;
  }
  return ownName(element);
}

function ownName(element) {
  const label = squeeze(element.getAttribute("aria-label"));
  if (label) return label;
  const native = nativeName(element);
  if (native) return native;
  if (NAMED_BY_CONTENT.has(roleOf(element))) {
    const content = contentOf(element);
    if (content) return content;
  }
  return squeeze(element.getAttribute("title")) || squeeze(element.getAttribute("placeholder"));
}

function nativeName(element) {
  const child = (tag) => contentOf(element.querySelector(":scope > " + tag));
  switch (element.localName) {
    case "input":
      if (["button", "submit", "reset"].includes(element.type) && element.value) return squeeze(element.value);
      if (element.type === "submit") return "Submit";
      // fall through
    case "textarea": case "select": case "output": case "progress": case "meter":
      return squeeze([...(element.labels || [])].map((label) => contentOf(label, element)).join(" "));
    case "img": return squeeze(element.getAttribute("alt"));
    case "fieldset": return child("legend");
    case "table": return child("caption");
    case "figure": return child("figcaption");
    case "svg": return child("title");
    default: return "";
  }
}

// The text a name is made of: what is shown, with names of things inside in their place.
function contentOf(node, without) {
  return squeeze(rawContent(node, without));
}

function rawContent(node, without) {
  if (!node || node === without) return "";
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.getAttribute("aria-hidden") === "true" || !node.checkVisibility({ visibilityProperty: true })) return "";
  const space = getComputedStyle(node).display === "inline" ? "" : " ";
  const text = ownLabel(node) || [...node.childNodes].map((child) => rawContent(child, without)).join("");
  return space + text + space;
}

function ownLabel(element) {
  return squeeze(element.getAttribute("aria-label")) || (element.localName === "img" ? squeeze(element.alt) : "");
}

function shown(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (element.closest("[aria-hidden=true],[inert]")) return false;
  // Everything outside a modal dialog is out of reach.
  const modal = [...document.querySelectorAll(":modal")].pop();
  return !modal || modal.contains(element);
}

function matches(text, step) {
  if (step.name === null) return true;
  return step.exact ? text === squeeze(step.name) : text.includes(squeeze(step.name));
}

function within(root, step) {
  if (step.css) return [...root.querySelectorAll(step.css)].filter(shown);
  if (step.role === "text") return deepest(root, step);
  return [...root.querySelectorAll("*")].filter((element) =>
    roleOf(element) === step.role && shown(element) && matches(squeeze(nameOf(element)), step));
}

// The innermost elements that show a text, whether or not it is spread over their children.
function deepest(root, step) {
  const holds = (element) => !element.closest("script,style,template,noscript")
    && matches(squeeze(element.innerText), step) && shown(element);
  const found = [];
  const walk = (element) => {
    const inside = [...element.children].filter((child) => child.textContent && holds(child));
    inside.forEach(walk);
    if (!inside.length) found.push(element);
  };
  const top = root === document ? document.body : root;
  if (top && holds(top)) walk(top);
  return found;
}

function locate() {
  let roots = [document];
  for (const step of steps) {
    const found = [...new Set(roots.flatMap((root) => within(root, step)))];
    roots = step.nth === null ? found : found.slice(step.nth, step.nth === -1 ? undefined : step.nth + 1);
  }
  return roots;
}

const DULL = new Set(["generic", "paragraph", "presentation", "none", "emphasis", "strong", "code"]);

// What is on the page, one row each, for the message of a failed search.
function outline() {
  const rows = [];
  for (const element of document.querySelectorAll("body *")) {
    const role = roleOf(element);
    if (DULL.has(role) || !shown(element)) continue;
    const name = squeeze(nameOf(element));
    const states = ["disabled", "aria-busy", "aria-current", "aria-expanded", "aria-checked", "aria-pressed", "data-reply"]
      .filter((state) => element.hasAttribute(state))
      .map((state) => " " + state + (element.getAttribute(state) ? "=" + element.getAttribute(state) : ""));
    rows.push(role + (name ? " “" + (name.length > 100 ? name.slice(0, 100) + "…" : name) + "”" : "") + states.join(""));
  }
  return rows;
}

return order === "outline" ? outline() : locate();
