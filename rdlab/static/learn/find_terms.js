// Where the phrases of a glossary stand in a text.
// @ts-check

/** @typedef {{name: string, phrases: string[]}} Term */

/** A part of a text: plain, or a phrase of the term it names.
 *  @typedef {{text: string, name?: string}} Piece */

// What may not stand beside a phrase that begins or ends with a letter or a sign like it: "t" is not in "at", nor in
// "don't", nor is "x" in "x₀" or "x̂₀". Chinese characters may: they have no spaces between words.
const LETTER = "\\p{Script=Latin}\\p{Script=Greek}\\p{M}\\p{Nd}₀-₉ₜₛ*'’_";

/** find(text, seen): the text in pieces, the first of each term that is not in `seen` named; seen grows by them.
 *  @param {Term[]} terms */
export function finder(terms) {
  /** @type {Map<string, string>} */
  const names = new Map();
  for (const { name, phrases } of terms) for (const phrase of phrases) names.set(phrase, name);
  const longest = [...names.keys()].sort((a, b) => b.length - a.length);
  const any = longest.length ? new RegExp(longest.map(pattern).join("|"), "gu") : null;

  /** @param {string} text  @param {Set<string>} seen  @returns {Piece[]} */
  return function find(text, seen) {
    /** @type {Piece[]} */
    const pieces = [];
    let from = 0;
    for (const found of any ? text.matchAll(any) : []) {
      const name = names.get(found[0]) ?? "";
      if (seen.has(name)) continue;
      seen.add(name);
      if (found.index > from) pieces.push({ text: text.slice(from, found.index) });
      pieces.push({ text: found[0], name });
      from = found.index + found[0].length;
    }
    if (from < text.length) pieces.push({ text: text.slice(from) });
    return pieces;
  };
}

/** @param {string} phrase */
function pattern(phrase) {
  const plain = phrase.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const letter = new RegExp(`[${LETTER}]`, "u");
  const before = letter.test(phrase[0]) ? `(?<![${LETTER}])` : "";
  const after = letter.test(phrase[phrase.length - 1]) ? `(?![${LETTER}])` : "";
  return before + plain + after;
}
