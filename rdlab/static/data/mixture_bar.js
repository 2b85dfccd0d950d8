// The bar under a stage whose mixture is edited: add, delete, weigh, cancel, done, and a line of help.
// @ts-check

import { icon } from "../kit/icon.js";
import { make } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";

/** @typedef {{add(): void, remove(): void, weigh(share: number): void, cancel(): void, done(): void}} Acts */

/** @type {Record<string, string>} */
const ICONS = {
  add: '<path d="M8 3v10M3 8h10"/>',
  remove: '<path d="M3 4h10M6.5 4V2.5h3V4M4.5 4l.6 9.5h5.8l.6-9.5"/>',
};

/** acts: {add, remove, weigh(share), cancel, done}; returns {root, show, fail, remove}.
 *  @param {Element} parent  @param {Acts} acts */
export function editBar(parent, acts) {
  const root = make("div", "rd-edit-bar");
  const help = make("p", "rd-edit-help");
  const row = make("div", "rd-edit-row");
  /** @type {(name: "add" | "remove" | "cancel" | "done") => HTMLButtonElement} */
  const button = (name) => {
    const one = make("button", `rd-pill${name in ICONS ? " rd-icon" : ""}`);
    one.type = "button";
    one.dataset.do = name;
    if (name in ICONS) one.innerHTML = icon(ICONS[name]);
    one.addEventListener("click", () => acts[name]());
    return one;
  };
  const [plus, bin, cancel, done] = /** @type {const} */ (["add", "remove", "cancel", "done"]).map((name) =>
    button(name),
  );
  done.classList.add("rd-primary");
  const number = make("span", "rd-edit-number");
  const weight = make("label", "rd-edit-weight");
  const weightWords = make("span");
  const slider = Object.assign(make("input"), { type: "range", min: 1, max: 95, step: 1 });
  const share = make("output");
  weight.append(weightWords, slider, share);
  slider.addEventListener("input", () => acts.weigh(slider.valueAsNumber / 100));
  row.append(plus, bin, number, weight, cancel, done);
  root.append(help, row);
  parent.append(root);
  let failed = "";
  const forget = onLanguage(label);
  label();

  function label() {
    help.textContent = failed || t("own.mix_help");
    help.classList.toggle("rd-wrong", Boolean(failed));
    help.setAttribute("role", failed ? "alert" : "note");
    for (const one of [plus, bin]) {
      one.title = t(`own.mix_${one.dataset.do}`);
      one.setAttribute("aria-label", one.title);
    }
    weightWords.textContent = t("own.mix_weight");
    slider.setAttribute("aria-label", t("own.mix_weight"));
    cancel.textContent = t("own.cancel");
    done.textContent = t("own.done");
  }

  return {
    root,
    remove() {
      forget();
      root.remove();
    },
    /** Say what is wrong, in words; "" takes it back.
     *  @param {string} words */
    fail(words) {
      if (words === failed) return;
      failed = words;
      label();
    },
    /** @param {{number: number, count: number, share: number, full: boolean}} seen */
    show({ number: at, count, share: part, full }) {
      number.textContent = `${at} / ${count}`;
      share.textContent = `${Math.round(100 * part)} %`;
      if (document.activeElement !== slider || Math.abs(slider.valueAsNumber - 100 * part) > 1)
        slider.value = String(100 * part);
      slider.disabled = bin.disabled = count < 2;
      plus.disabled = full;
    },
  };
}
