// The settings of one model, which follow it: facts, steps, CFG, size; images and seeds.
// @ts-check
import { make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { field, number, Pills } from "./fields.js";
import { modelOf } from "./store.js";

const MOST = { count: 16, side: 1536 };

export class Knobs {
  /** set(changes): tells the form. */
  constructor(set) {
    this.set = set;
    const whenever =
      (name) =>
      ({ target }) =>
        set({ [name]: target.value === "" ? null : Number(target.value) });
    const made = (name, attributes) => {
      const parts = field(`rd-sd-${name}`, number(attributes));
      parts[2].addEventListener("change", whenever(name));
      return parts;
    };
    [this.menu, this.menuLabel, this.select] = field("rd-sd-model", make("select"));
    this.select.className = "rd-menu";
    this.select.addEventListener("change", () => set(this.chosen(this.select.value)));
    this.facts = make("p", "rd-sdfacts rd-muted");
    this.model = make("div", "rd-only-generate rd-sdknobs");
    this.steps = new Pills("radio", "rd-sd-steps", (steps) => set({ steps }));
    this.model.append(this.menu, this.facts, this.steps.whole);

    this.fields = {
      guidance: made("guidance", { min: 0, max: 20, step: 0.1 }),
      width: made("width", { min: 64, max: MOST.side, step: 8 }),
      height: made("height", { min: 64, max: MOST.side, step: 8 }),
      count: made("count", { min: 1, max: MOST.count, step: 1 }),
      seed: made("seed", { min: 0, step: 1 }),
    };
    for (const name of ["guidance", "count"]) this.fields[name][0].classList.add("rd-only-generate");
    this.again = make("button", "rd-pill", "");
    this.again.type = "button";
    this.again.addEventListener("click", () => set({ seed: Math.floor(1e6 * Math.random()) }));
    this.fields.seed[0].append(this.again);
    this.check = make("label", "rd-sdcheck rd-only-generate");
    this.measure = make("input");
    this.measure.type = "checkbox";
    this.measure.addEventListener("change", () => set({ measure: this.measure.checked }));
    this.check.append(this.measure, make("span"));
    this.rest = make("div", "rd-sdrest");
    this.rest.append(...Object.values(this.fields).map(([whole]) => whole), this.check);
    this.drawn = null;
  }

  offer(models) {
    this.models = models;
    this.drawn = null;
  }

  /** What changes when a model is chosen: its own steps, CFG and size. */
  chosen(key, kept = null) {
    const model = modelOf(key);
    if (!model) return {};
    const { first: steps, guidance, size } = model;
    const same = kept?.model === key && model.steps.includes(kept.steps);
    return { model: key, steps: same ? kept.steps : steps, guidance, width: size, height: size };
  }

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
      if (document.activeElement !== input || input.value === "") input.value = value[name] ?? "";
    }
    this.measure.checked = value.measure;
    const few = model ? Math.min(...model.steps) : 1;
    this.measure.disabled = value.steps === few;
    this.check.hidden = model?.steps.length === 1;
  }

  words(model) {
    this.menuLabel.textContent = t("sd.model");
    for (const [name, [, label]] of Object.entries(this.fields)) label.textContent = t(`sd.${name}`);
    this.fields.guidance[0].title = t("sd.guidance.help");
    this.again.textContent = "↻";
    this.again.title = t("sd.seed.new");
    this.again.setAttribute("aria-label", t("sd.seed.new"));
    const fewest = Math.min(...(model?.steps ?? [1]));
    this.check.lastChild.textContent =
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
