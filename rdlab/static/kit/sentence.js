// One sentence made of a text key and measured numbers; **bold** and numbers stand out, in the colour of their slot.
// @ts-check
import { find, keepDrawn, make } from "./part.js";
import { fill, numbered, raw } from "./texts.js";

const SLOTS = { before: "base", after: "rectified" };

/** @param {Mount<Sentence | Sentence[] | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sentence");
  let lastKeys = "";
  keepDrawn({ props, watch }, (value) => {
    const parts = value ? [value].flat() : [];
    const keys = parts.map((part) => part.key).join();
    box.setAttribute("aria-live", keys === lastKeys ? "off" : "polite"); // a counter is not read out, news is
    lastKeys = keys;
    box.replaceChildren(...parts.flatMap((part, i) => [...(i ? [" "] : []), ...rich(part)]));
  });
}

/** Nodes of one sentence. roles: slot -> role, where another than base and rectified stand on the stages.
 *  @param {Sentence} sentence  @returns {Node[]} */
export function rich({ key, args = {}, roles = {} }) {
  return numbered(raw(key), args)
    .split(/(\*\*.+?\*\*)/)
    .filter(Boolean)
    .flatMap((piece) => {
      const bold = piece.startsWith("**");
      const nodes = filled(bold ? piece.slice(2, -2) : piece, args, { ...SLOTS, ...roles });
      if (!bold) return nodes;
      const strong = make("b");
      strong.append(...nodes);
      return [strong];
    });
}

/** @param {string} text  @param {Record<string, unknown>} args  @param {Record<string, string>} roles
 *  @returns {Node[]} */
function filled(text, args, roles) {
  return text
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((piece) => {
      const name = /^\{(\w+)\}$/.exec(piece)?.[1];
      if (!name || !(name in args)) return document.createTextNode(piece);
      const value = fill(args[name]);
      const measured = typeof args[name] === "number" || /^[-+−]?[\d.,]+$/.test(value);
      if (!measured) return document.createTextNode(value);
      const slot = /_(before|after)$/.exec(name)?.[1];
      return make("b", slot ? `rd-${roles[slot]}` : name === "floor" ? "rd-data" : "", value);
    });
}
