// What a run costs on a machine without a GPU, to be agreed to before it begins.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { fill, t } from "../kit/texts.js";
import { lasting } from "./words.js";

/** @type {[string, boolean][]} */
const ANSWERS = [
  ["yes", true],
  ["no", false],
];

/** @param {Mount<{seconds: number, bytes: number, names: string[]} | null>} part */
export function mount({ element, props, trigger, watch }) {
  const box = find(element, ".rd-sdconfirm");
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
    if (!value) return;
    const gigabytes = value.bytes / 1e9;
    const args = { names: fill(value.names), time: lasting(value.seconds), gigabytes: gigabytes.toFixed(1) };
    const says = make("p");
    says.append(...rich({ key: gigabytes > 0.05 ? "sd.confirm.both" : "sd.confirm.time", args }));
    const line = make("div", "rd-sdconfirm-line");
    line.append(
      ...ANSWERS.map(([name, agree]) => {
        const button = make("button", "rd-pill", t(`sd.confirm.${name}`));
        button.type = "button";
        button.dataset.agree = String(agree);
        button.addEventListener("click", () => trigger("input", { agree }));
        return button;
      }),
    );
    box.replaceChildren(says, line);
    box.scrollIntoView({ block: "nearest" });
  });
}
