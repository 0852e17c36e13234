// Builds what src/view/markdown/sheet.rs writes: numbers that say what is to be done, and the words for it one after the
// other. Knows elements, attributes and text, and no markup. A node is attached once it is complete. The numbers are those
// of `op` there, and only those: it is delivered with start.js under a name of its own version.
let shapes, names;
globalThis.sottoKnow = (all, attributes) => {
  names = attributes.split("\n");
  shapes = all.split("\n").slice(0, -1).map((line) => {
    const [name, ...plain] = line.split(" ");
    const shape = document.createElement(name);
    for (const [attribute, value = ""] of plain.map((word) => word.split("="))) {
      shape.setAttribute(attribute, value.replaceAll(",", " "));
    }
    return shape;
  });
};
globalThis.sottoDraw = (root, ops, text) => {
  const open = [];
  let node = root, before = null, name, at = 0;
  const word = (length) => text.slice(at, (at += length));
  const drop = (first, count) => {
    for (; first && count > 0; count--) {
      const next = first.nextSibling;
      first.remove();
      first = next;
    }
    return first;
  };
  try {
    for (let i = 0; i < ops.length; i++) {
      const n = ops[i] >>> 4;
      switch (ops[i] & 15) {
        case 0: {
          const parent = open.pop();
          parent.insertBefore(node, parent === root ? before : null);
          node = parent;
          break;
        }
        case 1: open.push(node); node = shapes[n].cloneNode(); break;
        case 2: node.appendChild(document.createTextNode(word(n))); break;
        case 3: node.setAttribute(name, word(n)); break;
        case 4: node = node.parentNode; break;
        case 5: {
          const parent = node;
          node = node.childNodes[n];
          if (parent !== root) drop(node.nextSibling, Infinity);
          break;
        }
        case 6: drop(node.childNodes[n], Infinity); break;
        // The caret may stand behind the text.
        case 7: (node.lastChild.appendData ? node.lastChild : node.lastChild.previousSibling).appendData(word(n)); break;
        case 8: before = root.childNodes[n] ?? null; break;
        case 9: before = drop(before, n); break;
        case 10: name = names[n]; break;
      }
    }
    return true;
  } catch {
    // Somebody else changed what stands there; it is drawn anew.
    return false;
  }
};
