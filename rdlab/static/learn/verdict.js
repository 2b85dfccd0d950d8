// What was predicted against what came out, as one sentence.
// @ts-check
import { t } from "../kit/texts.js";
import { predicted } from "./store.js";

/** @param {string} key  @param {Outcome} outcome */
export function verdict(key, outcome) {
  return t(`learn.said.${how(predicted(key), outcome)}`, {
    mine: { key: `lesson.${key}.answer.${predicted(key)}` },
    right: { key: `lesson.${key}.answer.${outcome.right}` },
  });
}

/** @param {number | undefined} mine  @param {Outcome} outcome */
function how(mine, { decided, right }) {
  if (mine === undefined) return decided ? "none" : "none_open";
  if (!decided) return "open";
  return mine === right ? "hit" : "miss";
}
