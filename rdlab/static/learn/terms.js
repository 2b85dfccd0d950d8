// Symbols and terms in a text: the first of each is marked, and explained on hover, focus or tap.
// @ts-check

import { make } from "../kit/part.js";
import { keysOf, language, onLanguage, raw, t, tOr } from "../kit/texts.js";
import { finder } from "./find_terms.js";

const WAIT = { show: 150, hide: 250 }; // milliseconds that the pointer has to come and to go on to the explanation
const GAP = 6; // pixels between a term and its explanation, and to the window's edge

/** @type {{language: string, count: number, find: ReturnType<typeof finder>} | null} */
let made = null;

/** What finds the glossary's phrases in a text, in the language of the page. */
function find() {
  const keys = [...keysOf("glossary.symbol.", ".name"), ...keysOf("glossary.term.", ".name")];
  if (made?.language !== language() || made.count !== keys.length) {
    const terms = keys.map((key) => {
      const name = key.replace(/\.name$/, "");
      return { name, phrases: tOr(`${name}.found`, t(key)).split("|") };
    });
    made = { language: language(), count: keys.length, find: finder(terms) };
  }
  return made.find;
}

/** The nodes of a text, with the first of each term as something that explains itself.
 *  @param {Node[]} nodes  @param {Set<string>} [seen] terms that were marked before  @returns {Node[]} */
export function explained(nodes, seen = new Set()) {
  /** @type {(node: Node) => Node[]} */
  const one = (node) => {
    if (node instanceof Element) {
      node.replaceChildren(...explained([...node.childNodes], seen));
      return [node];
    }
    return find()(node.textContent ?? "", seen).map(({ text, name }) =>
      name ? marked(text, name) : document.createTextNode(text),
    );
  };
  return nodes.flatMap(one);
}

/** @param {string} text  @param {string} name */
function marked(text, name) {
  const term = make("span", "rd-term", text);
  term.tabIndex = 0;
  term.setAttribute("role", "button");
  term.setAttribute("aria-expanded", "false");
  term.dataset.term = name;
  const shown = explanation();
  term.addEventListener("pointerenter", ({ pointerType }) => pointerType === "mouse" && shown.soon(term));
  term.addEventListener("pointerleave", () => shown.leave());
  term.addEventListener("focus", () => term.matches(":focus-visible") && shown.show(term));
  term.addEventListener("blur", () => shown.hide());
  term.addEventListener("click", () => shown.toggle(term));
  term.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    shown.toggle(term);
  });
  return term;
}

/** @type {ReturnType<typeof popover> | null} */
let only = null;

/** The one explanation of the page. */
function explanation() {
  only ??= popover();
  return only;
}

function popover() {
  const box = make("div", "rd-explained");
  const name = make("b");
  const means = make("span");
  box.id = "rd-explained";
  box.setAttribute("popover", "manual");
  box.setAttribute("role", "tooltip");
  box.append(name, means);
  (document.querySelector(".gradio-container") ?? document.body).append(box);
  /** @type {HTMLElement | null} */
  let shown = null;
  let pinned = false;
  let timer = 0;

  /** @param {HTMLElement} term  @param {boolean} [pin] */
  function show(term, pin = false) {
    clearTimeout(timer);
    if (shown && shown !== term) hide();
    const key = term.dataset.term ?? "";
    name.textContent = t(`${key}.name`);
    means.textContent = raw(`${key}.means`);
    [shown, pinned] = [term, pin];
    term.setAttribute("aria-expanded", "true");
    term.setAttribute("aria-describedby", box.id);
    box.showPopover();
    place(term);
  }
  function hide() {
    clearTimeout(timer);
    if (!shown) return;
    shown.setAttribute("aria-expanded", "false");
    shown.removeAttribute("aria-describedby");
    shown = null;
    pinned = false;
    box.hidePopover();
  }
  /** Below the term, above it where there is no room, always inside the window and, if it fits, the card.
   *  @param {HTMLElement} term */
  function place(term) {
    const at = term.getClientRects()[0] ?? term.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    const below = at.bottom + GAP + height <= innerHeight - GAP || at.top < height + 2 * GAP;
    box.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
    const edge = term.closest(".rd-card")?.getBoundingClientRect().right ?? Number.POSITIVE_INFINITY;
    const right = Math.min(edge, document.documentElement.clientWidth - GAP);
    box.style.left = `${Math.max(GAP, Math.min(at.left, right - width))}px`;
  }
  function leave() {
    clearTimeout(timer);
    if (!pinned) timer = window.setTimeout(() => shown?.matches(":focus-visible") || hide(), WAIT.hide);
  }
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", leave);
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      event.stopPropagation(); // a dialog around the term stays open
      event.preventDefault();
      hide();
    },
    true,
  );
  document.addEventListener("pointerdown", ({ target }) => {
    if (shown && target instanceof Node && !shown.contains(target) && !box.contains(target)) hide();
  });
  addEventListener("scroll", () => shown && (shown.isConnected ? place(shown) : hide()), true);
  addEventListener("resize", hide);
  onLanguage(hide);
  return {
    show,
    hide,
    leave,
    /** @param {HTMLElement} term */
    soon(term) {
      clearTimeout(timer);
      if (shown !== term) timer = window.setTimeout(() => show(term), WAIT.show);
    },
    /** @param {HTMLElement} term */
    toggle(term) {
      if (shown === term && pinned) hide();
      else show(term, true);
    },
  };
}
