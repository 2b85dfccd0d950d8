// What was predicted against what came out, why, and where the paper says it.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { has, t } from "../kit/texts.js";
import { finish, onChange, predicted } from "./store.js";
import { explained } from "./terms.js";
import { verdict } from "./verdict.js";

/** @typedef {{key: string, outcome: Outcome | null}} Said */

/** @param {Mount<Said | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-said");
  const title = make("h3", "rd-title");
  const yours = make("p", "rd-said-yours");
  const feedback = make("p", "rd-said-feedback");
  const summary = make("p", "rd-said-summary");
  const why = make("h3", "rd-title rd-said-why");
  const text = make("p", "rd-lesson-text");
  const source = make("p", "rd-said-source rd-muted");
  box.append(title, yours, feedback, summary, why, text, source);
  /** @param {Said | null} value */
  function draw(value) {
    if (!value || !has(`lesson.${value.key}.source`)) return;
    const { key, outcome } = value;
    for (const part of [title, yours, feedback, summary]) part.hidden = !outcome;
    const seen = new Set(); // a term is marked once in all of it
    if (outcome) drawOutcome(key, outcome, seen);
    why.textContent = t("learn.said.why");
    text.replaceChildren(...explained(rich({ key: `lesson.${key}.text` }), seen));
    source.textContent = t("learn.source", { source: { key: `lesson.${key}.source` } });
  }
  /** @param {string} key  @param {Outcome} outcome  @param {Set<string>} seen */
  function drawOutcome(key, outcome, seen) {
    const mine = predicted(key);
    title.textContent = t("learn.said.title");
    yours.textContent = verdict(key, outcome);
    feedback.hidden = mine === undefined && outcome.decided;
    const said = outcome.decided ? `lesson.${key}.feedback.${mine}` : "learn.feedback.open";
    feedback.replaceChildren(...(feedback.hidden ? [] : explained(rich({ key: said }), seen)));
    const found = outcome.summary.flatMap((each, i) => [...(i ? [new Text(" ")] : []), ...rich(each)]);
    summary.replaceChildren(...explained(found, seen));
  }
  keepDrawn({ props, watch }, (value) => {
    draw(value);
    if (value?.outcome) finish(value.key);
  });
  onChange(() => draw(props.value));
}
