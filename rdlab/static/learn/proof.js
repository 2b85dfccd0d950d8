// The symbols of a lesson's formula, and where it comes from, step by step.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { has, raw, t } from "../kit/texts.js";
import { openGlossary } from "./glossary.js";
import { explained } from "./terms.js";

/** @param {Mount<{key: string} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-proof");
  const symbols = make("p", "rd-muted");
  const fold = make("details");
  const summary = make("summary");
  fold.open = true;
  const steps = make("ol");
  const all = make("button", "rd-pill");
  all.type = "button";
  all.addEventListener("click", openGlossary);
  fold.append(summary, steps);
  box.append(symbols, fold, all);
  keepDrawn({ props, watch }, (value) => {
    if (!value || !has(`lesson.${value.key}.proof`)) return;
    const seen = new Set(); // a term is marked once in all of it
    symbols.replaceChildren(...explained(rich({ key: `lesson.${value.key}.symbols` }), seen));
    summary.textContent = t("learn.proof");
    const lines = raw(`lesson.${value.key}.proof`).split("\n");
    steps.replaceChildren(
      ...lines.map((line) => {
        const item = make("li");
        item.append(...explained([document.createTextNode(line)], seen));
        return item;
      }),
    );
    all.textContent = t("glossary.title");
  });
}
