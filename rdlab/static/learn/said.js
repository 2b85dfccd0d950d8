// What was predicted against what came out, the summary, and where the paper says it.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { has, t } from "../kit/texts.js";
import { finish, onChange, predicted } from "./store.js";

/** @typedef {{key: string, outcome: Outcome | null}} Said */

/** @param {Mount<Said | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-said");
  const title = make("h3", "rd-title");
  const yours = make("p", "rd-said-yours");
  const summary = make("p", "rd-said-summary");
  const source = make("p", "rd-said-source rd-muted");
  box.append(title, yours, summary, source);
  yours.setAttribute("aria-live", "polite");
  /** @param {Said | null} value */
  function draw(value) {
    if (!value || !has(`lesson.${value.key}.source`)) return;
    const { key, outcome } = value;
    for (const part of [title, yours, summary]) part.hidden = !outcome;
    source.textContent = t("learn.source", { source: { key: `lesson.${key}.source` } });
    if (!outcome) return;
    title.textContent = t("learn.said.title");
    yours.textContent = t(`learn.said.${verdict(key, outcome)}`, {
      mine: { key: `lesson.${key}.answer.${predicted(key)}` },
      right: { key: `lesson.${key}.answer.${outcome.right}` },
    });
    summary.replaceChildren(...outcome.summary.flatMap((said, i) => [...(i ? [" "] : []), ...rich(said)]));
  }
  keepDrawn({ props, watch }, (value) => {
    draw(value);
    if (value?.outcome) finish(value.key);
  });
  onChange(() => draw(props.value));
}

/** @param {string} key  @param {Outcome} outcome */
function verdict(key, { confirmed, right }) {
  const mine = predicted(key);
  if (mine === undefined) return confirmed ? "none" : "none_open";
  if (!confirmed) return "open";
  return mine === right ? "hit" : "miss";
}
