// All that is asked for. The browser keeps it; the server reads it when a button is pressed.
// @ts-check

import { keep, kept } from "../kit/kept.js";
import { around, find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { field, Pills } from "./fields.js";
import { Knobs } from "./knobs.js";
import { form, modelOf, onOffer } from "./store.js";

const KEPT = "sd-form"; // so that a page that is loaded anew has what was written

/** @param {Mount<FormValue, {examples: string[]}>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sdform");
  const mode = new Pills("radio", "rd-sdmode", (chosen) => set({ mode: chosen }));
  const [prompt, promptLabel, promptText] = field("rd-sdprompt", make("textarea"));
  promptText.rows = 3;
  promptText.addEventListener("input", () => set({ prompt: promptText.value }));
  promptText.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.getElementById("sd-run")?.click();
  });
  const examples = make("div", "rd-sdexamples");
  const buttons = props.examples.map((text) => {
    const button = make("button", "rd-pill");
    button.type = "button";
    button.title = text;
    button.addEventListener("click", () => set({ prompt: text }));
    return button;
  });
  examples.setAttribute("role", "group");
  examples.append(...buttons);
  const [negative, negativeLabel, negativeText] = field("rd-sdnegative", make("input"));
  negativeText.addEventListener("input", () => set({ negative: negativeText.value }));
  const knobs = new Knobs(set);
  const rows = new Pills("checkbox", "rd-only-compare", (chosen) => set({ rows: chosen }));
  const columns = new Pills("checkbox", "rd-only-compare", (chosen) => set({ columns: chosen }));
  const own = make("p", "rd-muted rd-only-compare");
  box.append(mode.whole, prompt, examples, negative, knobs.model, rows.whole, columns.whole, own, knobs.rest);
  /** @type {SdModel[]} */
  let models = [];
  props.value = { ...props.value, ...kept(KEPT) };

  /** @param {Partial<FormValue>} changes */
  function set(changes) {
    props.value = { ...props.value, ...changes };
    keep(KEPT, props.value);
    draw(props.value);
  }

  /** @param {FormValue} value */
  function draw(value) {
    if (!models.length && !modelOf(value.model)) box.dataset.empty = "true";
    else delete box.dataset.empty;
    const tab = around(element, ".rd-sd");
    if (tab) tab.dataset.mode = value.mode;
    mode.show(
      t("sd.mode"),
      ["generate", "compare"].map((name) => ({ value: name, text: t(`sd.mode.${name}`) })),
      value.mode,
    );
    promptLabel.textContent = t("sd.prompt");
    promptText.placeholder = t("sd.prompt.hint");
    if (promptText.value !== value.prompt) promptText.value = value.prompt;
    examples.setAttribute("aria-label", t("sd.examples"));
    buttons.forEach((button, i) => (button.textContent = t(`sd.example.${i}`)));
    negativeLabel.textContent = t("sd.negative");
    if (negativeText.value !== value.negative) negativeText.value = value.negative;
    negativeText.disabled = value.mode === "generate" && !(value.guidance > 1);
    negativeText.placeholder = negativeText.disabled ? t("sd.negative.off") : "";
    knobs.show(value);
    rows.show(
      t("sd.models"),
      models.map(({ key, name }) => ({ value: key, text: name })),
      value.rows,
    );
    const steps = [...new Set(models.flatMap((model) => model.steps))].sort((a, b) => a - b);
    columns.show(
      t("sd.columns"),
      steps.map((k) => ({ value: k, text: String(k) })),
      value.columns,
    );
    own.textContent = t("sd.guidance.own");
  }

  form.useSeed = (seed) => set({ seed, count: 1 });
  keepDrawn({ props, watch }, draw);
  onOffer((offer) => {
    models = offer.models;
    knobs.offer(models);
    const { rows, columns, model } = props.value;
    /** @type {(key: string) => boolean} */
    const there = (key) => models.some((each) => each.key === key);
    const all = models.flatMap((each) => each.steps);
    const kept = rows.filter(there);
    set({
      rows: kept.length ? kept : models.slice(0, 2).map((each) => each.key),
      columns: columns.filter((k) => all.includes(k)),
      measure: offer.kind !== "zero", // there each run is counted against the visitor's share
      ...knobs.chosen(there(model) ? model : models[0]?.key, props.value),
    });
  });
}
