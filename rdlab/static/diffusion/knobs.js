// The settings of one model, which follow it: facts, steps, CFG, size; images and seeds.
// @ts-check
import { constants } from "../kit/constants.js";
import { make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { field, number, Pills } from "./fields.js";
import { modelOf } from "./store.js";

/** @typedef {"guidance" | "width" | "height" | "count" | "seed"} Field */

export class Knobs {
  /** set(changes): tells the form.
   *  @param {(changes: Partial<FormValue>) => void} set */
  constructor(set) {
    this.set = set;
    const { count, side, guidance } = constants().images;
    /** @type {(name: string, attributes: Record<string, number>) => [HTMLDivElement, HTMLLabelElement, HTMLInputElement]} */
    const made = (name, attributes) => {
      const parts = field(`rd-sd-${name}`, number(attributes));
      const { 2: input } = parts;
      input.addEventListener("change", () =>
        set({ [name]: input.value === "" ? null : Number(input.value) }),
      );
      return parts;
    };
    const [menu, menuLabel, select] = field("rd-sd-model", make("select"));
    this.menuLabel = menuLabel;
    this.select = select;
    this.select.className = "rd-menu";
    this.select.addEventListener("change", () => set(this.chosen(this.select.value)));
    this.facts = make("p", "rd-sdfacts rd-muted");
    this.model = make("div", "rd-only-generate rd-sdknobs");
    this.steps = new Pills("radio", "rd-sd-steps", (steps) => set({ steps }));
    this.model.append(menu, this.facts, this.steps.whole);

    /** @type {Record<Field, [HTMLDivElement, HTMLLabelElement, HTMLInputElement]>} */
    this.fields = {
      guidance: made("guidance", { min: 0, max: guidance, step: 0.1 }),
      width: made("width", { min: side.least, max: side.most, step: side.step }),
      height: made("height", { min: side.least, max: side.most, step: side.step }),
      count: made("count", { min: 1, max: count, step: 1 }),
      seed: made("seed", { min: 0, step: 1 }),
    };
    for (const name of /** @type {const} */ (["guidance", "count"]))
      this.fields[name][0].classList.add("rd-only-generate");
    this.again = make("button", "rd-pill", "");
    this.again.type = "button";
    this.again.addEventListener("click", () => set({ seed: Math.floor(1e6 * Math.random()) }));
    this.fields.seed[0].append(this.again);
    this.check = make("label", "rd-sdcheck rd-only-generate");
    this.measure = make("input");
    this.measure.type = "checkbox";
    this.measure.addEventListener("change", () => set({ measure: this.measure.checked }));
    this.checkWords = make("span");
    this.check.append(this.measure, this.checkWords);
    this.rest = make("div", "rd-sdrest");
    this.rest.append(...Object.values(this.fields).map(([whole]) => whole), this.check);
    /** @type {string | null} */
    this.drawn = null;
    /** @type {SdModel[]} */
    this.models = [];
  }

  /** @param {SdModel[]} models */
  offer(models) {
    this.models = models;
    this.drawn = null;
  }

  /** What changes when a model is chosen: its own steps, CFG and size.
   *  @param {string} key  @param {FormValue | null} [kept]  @returns {Partial<FormValue>} */
  chosen(key, kept = null) {
    const model = modelOf(key);
    if (!model) return {};
    const { first: steps, guidance, size } = model;
    const same = kept?.model === key && model.steps.includes(kept.steps);
    return { model: key, steps: same ? kept.steps : steps, guidance, width: size, height: size };
  }

  /** @param {FormValue} value */
  show(value) {
    const model = modelOf(value.model);
    this.words(model);
    if (model) {
      this.menuOf(value.model);
      this.steps.show(
        t("sd.steps"),
        model.steps.map((k) => ({ value: k, text: String(k) })),
        value.steps,
      );
    }
    for (const [name, [, , input]] of Object.entries(this.fields)) {
      if (document.activeElement !== input || input.value === "")
        input.value = String(value[/** @type {Field} */ (name)] ?? "");
    }
    this.measure.checked = value.measure;
    const few = model ? Math.min(...model.steps) : 1;
    this.measure.disabled = value.steps === few;
    this.check.hidden = model?.steps.length === 1;
  }

  /** @param {SdModel | undefined} model */
  words(model) {
    this.menuLabel.textContent = t("sd.model");
    for (const [name, [, label]] of Object.entries(this.fields)) label.textContent = t(`sd.${name}`);
    this.fields.guidance[0].title = t("sd.guidance.help");
    this.again.textContent = "↻";
    this.again.title = t("sd.seed.new");
    this.again.setAttribute("aria-label", t("sd.seed.new"));
    const fewest = Math.min(...(model?.steps ?? [1]));
    this.checkWords.textContent =
      fewest === 1 ? t("sd.measure.one") : t("sd.measure", { fewest: String(fewest) });
    this.check.title = t("sd.measure.help");
    this.facts.replaceChildren();
    if (!model) return;
    const { base, size, licence, base_licence, link } = model;
    const legal = licence
      ? t("sd.fact.licence", { licence })
      : t("sd.fact.unstated", { base, licence: base_licence });
    const there = make("a", "", t("sd.fact.link"));
    Object.assign(there, { href: link, target: "_blank", rel: "noopener" });
    this.facts.append(`${t("sd.fact.base", { base, size: String(size) })} ${legal} `, there);
  }

  /** @param {string} key */
  menuOf(key) {
    const told = `${document.documentElement.lang}${t("sd.group.others")}${this.models.length}`;
    if (told !== this.drawn) {
      this.drawn = told;
      const groups = [
        ["rectified", true],
        ["others", false],
      ].map(([name, ours]) => {
        const group = make("optgroup");
        group.label = t(`sd.group.${name}`);
        group.append(
          ...this.models.filter((m) => m.rectified === ours).map((m) => new Option(m.name, m.key)),
        );
        return group;
      });
      this.select.replaceChildren(...groups.filter((group) => group.childElementCount));
    }
    this.select.value = key;
  }
}
