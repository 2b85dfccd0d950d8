// The bar at the foot of a stage whose mixture is edited: add, delete, weigh, cancel, done, and a line of help.
import { make } from "./part.js";
import { icon } from "./stage_frame.js";
import { t } from "./texts.js";

const ICONS = {
  add: '<path d="M8 3v10M3 8h10"/>',
  remove: '<path d="M3 4h10M6.5 4V2.5h3V4M4.5 4l.6 9.5h5.8l.6-9.5"/>',
};

export function editBar(parent, { add, remove, weigh, done, cancel }) {
  const root = make("div", "rd-edit-bar");
  const help = make("p", "rd-edit-help");
  help.setAttribute("role", "status");
  const row = make("div", "rd-edit-row");
  const button = (name, act, words = "") => {
    const one = make("button", `rd-pill${words ? "" : " rd-icon"}`, words);
    one.type = "button";
    one.dataset.do = name;
    if (!words) {
      one.innerHTML = icon(ICONS[name]);
      one.title = t(`own.mix_${name}`);
      one.setAttribute("aria-label", one.title);
    }
    one.addEventListener("click", act);
    return one;
  };
  const plus = button("add", add);
  const bin = button("remove", remove);
  const number = make("span", "rd-edit-number");
  const weight = make("label", "rd-edit-weight");
  const slider = Object.assign(make("input"), { type: "range", min: 1, max: 95, step: 1 });
  const share = make("output");
  slider.setAttribute("aria-label", t("own.mix_weight"));
  weight.append(make("span", "", t("own.mix_weight")), slider, share);
  slider.addEventListener("input", () => weigh(slider.value / 100));
  const finished = button("done", done, t("own.done"));
  finished.classList.add("rd-primary");
  row.append(plus, bin, number, weight, button("cancel", cancel, t("own.cancel")), finished);
  root.append(help, row);
  for (const name of ["pointerdown", "dblclick", "wheel"]) root.addEventListener(name, (event) => event.stopPropagation());
  parent.append(root);
  return {
    root,
    remove: () => root.remove(),
    /** The help has been read once something was done. */
    hush() {
      help.hidden = true;
    },
    say(words, wrong = false) {
      help.textContent = words;
      help.hidden = false;
      help.classList.toggle("rd-wrong", wrong);
    },
    show({ number: at, count, share: part, full }) {
      number.textContent = `${at} / ${count}`;
      share.textContent = `${Math.round(100 * part)} %`;
      if (document.activeElement !== slider || Math.abs(slider.value - 100 * part) > 1) slider.value = 100 * part;
      slider.disabled = bin.disabled = count < 2;
      plus.disabled = full;
    },
  };
}
