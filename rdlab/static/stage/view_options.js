// What belongs to one view: which field, which pairs, which component, and the morph's slider.
// @ts-check
import { arrowStep } from "../kit/arrows.js";

import { formName } from "../kit/names.js";
import { find, findAll, findAs, make } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";
import { FIELDS } from "../math/field.js";
import { FORMS, norm } from "../math/norm.js";
import { stageAt } from "./bus.js";

const SLOTS = ["before", "after"];

/** @param {string} role  @param {string} name */
export function pill(role, name) {
  return `<button type="button" class="rd-pill" data-${role}="${name}"></button>`;
}

/** The pills of `box` with data-`role` as one radio group: arrows choose.
 *  @param {ParentNode} box  @param {string} role  @param {(name: string) => void} chosen */
export function radios(box, role, chosen) {
  const all = findAll(box, `[data-${role}]`);
  all.forEach((button) => {
    button.setAttribute("role", "radio");
    button.addEventListener("click", () => chosen(button.dataset[role] ?? ""));
    button.addEventListener("keydown", (event) => {
      const step = arrowStep(event.key);
      if (!step) return;
      event.preventDefault();
      const offered = all.filter((other) => !other.hidden);
      const next = offered[(offered.indexOf(button) + step + offered.length) % offered.length];
      chosen(next.dataset[role] ?? "");
      next.focus();
    });
  });
  /** @type {(name: string) => void} */
  const show = (name) =>
    all.forEach((button) => {
      button.setAttribute("aria-checked", String(button.dataset[role] === name));
      button.tabIndex = button.dataset[role] === name ? 0 : -1;
    });
  return { all, show };
}

/** A row of small pills for one setting of the group; `name` is its text's key too.
 *  @param {Group} group  @param {"field" | "pairing" | "axis"} name  @param {string} role
 *  @param {string[]} keys */
function choice(group, name, role, keys) {
  const element = make("span", "rd-viewbar-choice");
  element.setAttribute("role", "radiogroup");
  element.innerHTML = keys.map((key) => pill(role, key)).join("");
  const { all, show } = radios(element, role, (key) =>
    group.set({ [name]: name === "axis" ? Number(key) : key }),
  );
  return {
    element,
    update: () => show(String(group.state[name])),
    words: () => {
      element.setAttribute("aria-label", t(`view.${name}`));
      all.forEach((button) => {
        button.textContent = t(`view.${name}.${button.dataset[role]}`);
        button.title = t(`view.${name}.${button.dataset[role]}.help`);
      });
    },
  };
}

/** @param {Group} group */
export const fieldOptions = (group) => choice(group, "field", "field", FIELDS);

/** @param {Group} group */
export function axisOptions(group) {
  const options = choice(group, "axis", "axis", ["0", "1"]);
  const label = make("span");
  options.element.prepend(label);
  return {
    ...options,
    words: () => {
      options.words();
      label.textContent = t("view.axis");
    },
  };
}

/** Random or model pairs, and how often their lines cross on each stage.
 *  @param {Group} group */
export function pairOptions(group) {
  const options = choice(group, "pairing", "pairing", ["random", "model"]);
  const count = make("span", "rd-crossings");
  options.element.append(count);
  let due = 0;
  function update() {
    options.update();
    cancelAnimationFrame(due);
    due = requestAnimationFrame(() => requestAnimationFrame(counted)); // once the stages have drawn
  }
  function counted() {
    const found = stagesOf(group).filter((stage) => stage.views.pairs);
    count.replaceChildren(
      ...perStage(found, ({ views: { pairs } }) => `${pairs?.crossings} (${pairs?.atOneTime})`),
    );
    if (found.length) count.prepend(`${t("view.crossings")} `);
    count.title = t("view.crossings.help");
  }
  return { ...options, update };
}

/** The stages of both slots that are there.
 *  @param {Group} group */
function stagesOf(group) {
  return SLOTS.map((slot) => stageAt(group, slot)).filter((stage) => stage !== undefined);
}

/** @param {Stage[]} stages  @param {(stage: Stage) => string} text */
function perStage(stages, text) {
  return stages.flatMap((stage, i) => {
    const number = make("b", `rd-${stage.header?.role}`, text(stage));
    return i ? [" · ", number] : [number];
  });
}

/** The form shown, an arrow, the form it goes to, and how far.
 *  @param {Group} group */
export function morphOptions(group) {
  const element = make("span", "rd-viewbar-choice rd-morph");
  element.innerHTML = `<span></span> → <select></select><input type="range" min="0" max="100" step="1"><output></output>`;
  const from = find(element, "span");
  const to = findAs(element, "select", HTMLSelectElement);
  const slider = findAs(element, "input", HTMLInputElement);
  const straight = find(element, "output");
  let names = "";

  const own = () =>
    stagesOf(group)
      .map((stage) => stage.header?.form)
      .find(Boolean) ?? "vp";
  // forms that are drawn otherwise than the one shown: EDM is VE on another clock
  const others = () =>
    FORMS.filter((form) => [0.3, 1.2].some((phi) => Math.abs(norm(form, phi) - norm(own(), phi)) > 1e-9));
  /** @type {() => Morph} */
  const start = () => ({ form: own() === "flow_matching" ? "vp" : "flow_matching", amount: 0 });

  slider.addEventListener("input", () =>
    group.set({ morph: { ...(group.state.morph ?? start()), amount: slider.valueAsNumber / 100 } }),
  );
  to.addEventListener("change", () =>
    group.set({ morph: { ...(group.state.morph ?? start()), form: to.value } }),
  );

  function update() {
    const { morph, bend } = group.state;
    if (!morph) return;
    if (!others().includes(morph.form)) return group.set({ morph: start() }); // the visitor has chosen that form itself
    from.textContent = formName(own());
    const list = others().join();
    if (list !== names) {
      to.replaceChildren(...others().map((form) => new Option(formName(form), form)));
      names = list;
    }
    to.value = morph.form;
    slider.value = String(Math.round(100 * morph.amount));
    slider.style.setProperty("--at", `${slider.value}%`);
    const stages = stagesOf(group).filter((stage) => Number.isFinite(bend[stage.slot]));
    const text = stages.map((stage) => `${stage.header?.role} ${decimal(bend[stage.slot])}`).join();
    if (straight.dataset.says === text) return;
    straight.dataset.says = text;
    straight.replaceChildren(
      `${t("meter.arc_over_chord")} `,
      ...perStage(stages, (stage) => decimal(bend[stage.slot])),
    );
  }
  function words() {
    names = straight.dataset.says = "";
    to.setAttribute("aria-label", t("view.morph.to"));
    slider.setAttribute("aria-label", t("view.morph.slider"));
    slider.title = t("view.morph.slider");
    straight.title = t("meter.arc_over_chord.help");
  }
  return { element, update, words, start };
}
