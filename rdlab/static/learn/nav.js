// To the lesson before and to the next one.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { onChange, open } from "./store.js";

/** @param {Mount<unknown>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-lesson-nav");
  /** @type {[string, number, string][]} */
  const ways = [
    ["previous", -1, "←"],
    ["next", 1, "→"],
  ];
  const buttons = ways.map(([name, step, arrow]) => {
    const button = make("button", "rd-pill");
    button.type = "button";
    button.dataset.go = name;
    button.addEventListener("click", () => open.go(open.number + step));
    box.append(button);
    return { button, name, step, arrow };
  });
  function draw() {
    for (const { button, name, step, arrow } of buttons) {
      const words = t(`learn.${name}`);
      button.textContent = step < 0 ? `${arrow} ${words}` : `${words} ${arrow}`;
      button.disabled = open.number + step < 0 || open.number + step >= open.count;
    }
  }
  keepDrawn({ props, watch }, draw);
  onChange(draw);
}
