// Title and setup of a lesson; it brings the words of the whole lesson with it.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { addWords, t } from "../kit/texts.js";
import { explained } from "./terms.js";

/** @param {Mount<{key: string, number: number, words: Words} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-lesson");
  const number = make("p", "rd-muted");
  const title = make("h2");
  const setup = make("p", "rd-lesson-text");
  box.append(number, title, setup);
  keepDrawn({ props, watch }, (value) => {
    if (!value) return;
    addWords(value.words);
    number.textContent = t("learn.number", { number: value.number });
    title.textContent = t(`lesson.${value.key}.title`);
    setup.replaceChildren(...explained(rich({ key: `lesson.${value.key}.setup` })));
  });
}
