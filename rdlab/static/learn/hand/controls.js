// What the pictures by hand share beside their planes: the slider for t, and a text that is read out once it rests.
// @ts-check
import { make } from "../../kit/part.js";

const REST = 600; // milliseconds without a change after which it is read out
let count = 0;

/** A slider for t, labelled; changed(t) is called.
 *  @param {{min: number, value: number}} range  @param {(t: number) => void} changed */
export function timeSlider({ min, value }, changed) {
  const row = make("div", "rd-hand-time rd-morph");
  const label = make("label");
  const input = make("input");
  Object.assign(input, {
    type: "range",
    min: String(min),
    max: "1",
    step: "0.01",
    id: `rd-hand-t-${++count}`,
  });
  input.value = String(value);
  label.htmlFor = input.id;
  const shown = make("output");
  shown.setAttribute("aria-live", "off"); // the slider says its value itself
  const draw = () => row.style.setProperty("--at", `${(100 * (input.valueAsNumber - min)) / (1 - min)}%`);
  input.addEventListener("input", () => {
    draw();
    changed(input.valueAsNumber);
  });
  draw();
  row.append(label, input, shown);
  return { row, label, shown };
}

/** A text for those who do not see the picture: read out when it has not changed for a while. */
export function readOut() {
  const said = make("p", "rd-sr");
  said.setAttribute("aria-live", "polite");
  let due = 0;
  return {
    said,
    /** @param {string} text  @param {boolean} news whether someone has changed something */
    say: (text, news) => {
      clearTimeout(due);
      if (news) due = setTimeout(() => (said.textContent = text), REST);
    },
  };
}
