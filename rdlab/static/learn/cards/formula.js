// A little LaTeX as MathML, which the browser draws by itself: fractions, indices, accents, Greek letters, integrals.
// @ts-check

const SPACE = "http://www.w3.org/1998/Math/MathML";
/** @type {Record<string, string>} */
const LETTERS = { alpha: "α", sigma: "σ", lambda: "λ", epsilon: "ε" };
/** @type {Record<string, string>} */
const SIGNS = { int: "∫", to: "→", iff: "⟺", infty: "∞", "-": "−" };
const GAPS = { ",": "0.17em", quad: "1.2em" };

/** @param {string} latex  @returns {Element} */
export function formula(latex) {
  const tokens = latex.match(/\\[a-zA-Z]+|\\.|\d+(?:\.\d+)?|[^\s]/gu) ?? [];
  let next = 0;

  /** Up to a closing brace, or the end.
   *  @returns {Element} */
  function row() {
    const parts = [];
    while (next < tokens.length && tokens[next] !== "}") parts.push(scripted());
    next++;
    return parts.length === 1 ? parts[0] : node("mrow", parts);
  }
  /** What stands next: a group in braces, or one sign.
   *  @returns {Element} */
  function atom() {
    const token = tokens[next++];
    if (token === "{") return row();
    const name = token.startsWith("\\") ? token.slice(1) : "";
    if (name === "frac") return node("mfrac", [atom(), atom()]);
    if (name === "hat") {
      const accent = node("mover", [atom(), text("mo", "^")]);
      accent.setAttribute("accent", "true");
      return accent;
    }
    if (name in GAPS) {
      const gap = node("mspace", []);
      gap.setAttribute("width", GAPS[/** @type {keyof typeof GAPS} */ (name)]);
      return gap;
    }
    if (name in LETTERS) return text("mi", LETTERS[name]);
    if ((name || token) in SIGNS) return text("mo", SIGNS[name || token]);
    if (name) throw new Error(`\\${name} in ${latex}`);
    return text(/\d/.test(token) ? "mn" : /\p{L}/u.test(token) ? "mi" : "mo", token);
  }
  /** An atom with what stands below and above it.
   *  @returns {Element} */
  function scripted() {
    const base = atom();
    /** @type {Record<string, Element>} */
    const found = {};
    while (tokens[next] === "_" || tokens[next] === "^") found[tokens[next++]] = atom();
    if (found._ && found["^"]) return node("msubsup", [base, found._, found["^"]]);
    if (found._) return node("msub", [base, found._]);
    return found["^"] ? node("msup", [base, found["^"]]) : base;
  }
  const math = node("math", [row()]);
  math.setAttribute("display", "block");
  return math;
}

/** @param {string} tag  @param {Element[]} children */
function node(tag, children) {
  const made = document.createElementNS(SPACE, tag);
  made.append(...children);
  return made;
}

/** @param {string} tag  @param {string} said */
function text(tag, said) {
  const made = document.createElementNS(SPACE, tag);
  made.textContent = said;
  return made;
}
