// What was measured, claim by claim: the number, its criterion, the verdict, and the numbers to read it beside.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { bound, measured, modelName } from "./words.js";

/** @typedef {{key: string, value: number, unit: string, bound: number, at_most: boolean, verdict: "yes" | "no" | "undecided", beside: Measure[]}} Claim */

/** @typedef {{name: string, model?: string, steps?: number, value: number, unit: string}} Measure */

const MARKS = { yes: "✓", no: "✗", undecided: "?" };

/** @param {Mount<{lesson: string, claims: Claim[]} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-claims");
  const title = make("h3", "rd-title");
  const list = make("div", "rd-claims-list");
  list.setAttribute("aria-live", "polite");
  const note = make("p", "rd-muted");
  box.append(title, list, note);
  keepDrawn({ props, watch }, (value) => {
    title.textContent = t("learn.claims");
    list.replaceChildren(...(value ? value.claims.map((claim) => card(value.lesson, claim)) : []));
    note.textContent = value ? (inStd(value.claims) ? t("learn.std") : "") : t("learn.claims.empty");
  });
}

/** @param {Claim[]} claims */
function inStd(claims) {
  return claims.some(({ unit, beside }) => [unit, ...beside.map((number) => number.unit)].includes("std"));
}

/** @param {string} lesson  @param {Claim} claim */
function card(lesson, claim) {
  const whole = make("article", "rd-claim");
  const { verdict } = claim;
  whole.dataset.claim = claim.key;
  whole.dataset.verdict = verdict;
  const [value, unit] = measured(claim.value, claim.unit);
  const found = make("div", "rd-claim-found");
  found.append(make("b", "rd-claim-value", value), make("span", "rd-claim-unit", unit));
  const side = claim.at_most ? "at_most" : "at_least";
  const judged = make("div", "rd-claim-judged");
  judged.append(
    make("span", `rd-verdict rd-verdict-${verdict}`, `${MARKS[verdict]} ${t(`lesson.verdict.${verdict}`)}`),
    make("span", "rd-muted", t(`lesson.criterion.${side}`, { bound: bound(claim.bound, claim.unit) })),
  );
  const beside = make("dl", "rd-beside");
  beside.setAttribute("aria-label", t("learn.beside"));
  for (const [name, numbers] of grouped(claim.beside))
    beside.append(...lines(t(`lesson.measured.${name}`), numbers));
  whole.append(make("p", "rd-claim-says", t(`lesson.${lesson}.claim.${claim.key}`)), found, judged, beside);
  return whole;
}

/** The numbers by what they measure, in order: [[name, numbers], ...].
 *  @param {Measure[]} numbers */
function grouped(numbers) {
  /** @type {Map<string, Measure[]>} */
  const found = new Map();
  for (const number of numbers) found.set(number.name, [...(found.get(number.name) ?? []), number]);
  return found;
}

/** What was measured, and beneath it each number with what it was measured of; in one line, if of nothing special.
 *  @param {string} name  @param {Measure[]} numbers */
function lines(name, numbers) {
  /** @type {[string, Measure][]} */
  const found = numbers.map((number) => [about(number), number]);
  if (found.length === 1 && !found[0][0]) return [line(name, numbers[0], "rd-beside-alone")];
  return [make("dt", "", name), ...found.map(([words, number]) => line(words, number))];
}

/** @param {Measure} measure */
function about({ model, steps }) {
  const many = steps && (steps === 1 ? t("learn.one_step") : t("learn.steps", { steps }));
  return [model && modelName(model), many].filter(Boolean).join(" · ");
}

/** @param {string} words  @param {Measure} measure  @param {string} [css] */
function line(words, { value, unit }, css = "") {
  const item = make("dd", css);
  item.append(make("span", "", words), make("b", "", measured(value, unit).join(" ").trim()));
  return item;
}
