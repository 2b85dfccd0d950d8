// The open challenge of a lesson, and how near the last experiment has come to it.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { has, t } from "../kit/texts.js";
import { isSolved, onChange, solve } from "./store.js";
import { explained } from "./terms.js";
import { bound, measured } from "./words.js";

/** missed: null where there is no number.
 *  @typedef {{value: number | null, goal: number, at_most: boolean, unit: string, reached: boolean, missed: number | null}} Tried */

/** @typedef {{key: string, goal: {goal: number, unit: string}, tried: Tried | null}} Challenge */

/** @param {Mount<Challenge | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-challenge");
  const title = make("h3", "rd-title");
  const task = make("p", "rd-challenge-task");
  const found = make("p", "rd-challenge-found");
  found.setAttribute("aria-live", "polite");
  const how = make("p", "rd-muted");
  box.append(title, task, found, how);
  /** @param {Challenge | null} value */
  function draw(value) {
    if (!value || !has(`lesson.${value.key}.challenge`)) return;
    const { key, goal, tried } = value;
    title.textContent = t("learn.challenge");
    const args = { goal: bound(goal.goal, goal.unit) };
    task.replaceChildren(...explained(rich({ key: `lesson.${key}.challenge`, args })));
    how.textContent = t("learn.challenge.how");
    const said = reached(tried, isSolved(key));
    found.dataset.state = said;
    found.replaceChildren(...rich({ key: `learn.challenge.${said}`, args: tried ? numbers(tried) : {} }));
  }
  keepDrawn({ props, watch }, (value) => {
    draw(value);
    if (value?.tried?.reached) solve(value.key);
  });
  onChange(() => draw(props.value));
}

/** @param {Tried | null} tried  @param {boolean} before */
function reached(tried, before) {
  if (!tried) return before ? "solved" : "idle";
  if (tried.reached) return "reached";
  return tried.missed === null ? "nothing" : "missed";
}

/** What stands in the sentence, with units; a share is missed by percentage points, and a ratio by a number, which "×" would make
 *  a factor.
 *  @param {Tried} tried */
function numbers({ value, goal, at_most, unit, missed }) {
  const side = at_most ? "at_most" : "at_least";
  const [size, of] = measured(missed ?? Number.NaN, unit);
  return {
    value: measured(value ?? Number.NaN, unit)
      .join(" ")
      .trim(),
    goal: { key: `learn.challenge.${side}`, args: { goal: bound(goal, unit) } },
    missed: `${size} ${unit === "share" ? t("learn.challenge.points") : unit === "ratio" ? "" : of}`.trim(),
  };
}
