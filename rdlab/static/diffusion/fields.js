// Building blocks of the form: labelled fields, pills that are radio buttons or check boxes underneath.
// @ts-check
import { make } from "../kit/part.js";

/** @typedef {HTMLInputElement & {given?: string | number}} Given */ // the value as it was given, no string

/** @typedef {{value: string | number, text: string}} Choice */

let count = 0;

/** A label over a control; returns [whole, label, control].
 *  @template {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control  @param {string} css
 *  @param {Control} control  @returns {[HTMLDivElement, HTMLLabelElement, Control]} */
export function field(css, control) {
  const whole = make("div", `rd-sdfield ${css}`);
  const label = make("label");
  control.id ||= `rd-sd-${(count += 1)}`;
  label.htmlFor = control.id;
  whole.append(label, control);
  return [whole, label, control];
}

/** @param {Record<string, number>} attributes */
export function number(attributes) {
  const input = make("input");
  Object.assign(input, { type: "number", ...attributes });
  return input;
}

/** Pills of which one (radio) or some (checkbox) are chosen: show(choices, chosen) with choices [{value, text}]. */
export class Pills {
  /** @param {string} type  @param {string} css  @param {(chosen: any) => void} change */
  constructor(type, css, change) {
    this.whole = make("fieldset", `rd-sdfield rd-sdpills ${css}`);
    this.legend = make("legend");
    this.box = make("div", "rd-sdpills-row");
    this.whole.append(this.legend, this.box);
    this.type = type;
    this.name = `rd-sd-${(count += 1)}`;
    this.whole.addEventListener("change", () => change(this.chosen));
    this.drawn = "";
  }

  get inputs() {
    return /** @type {Given[]} */ ([...this.box.querySelectorAll("input")]);
  }

  get chosen() {
    const found = this.inputs.filter((input) => input.checked).map((input) => input.given);
    return this.type === "radio" ? found[0] : found;
  }

  /** @param {string} legend  @param {Choice[]} choices  @param {unknown} chosen */
  show(legend, choices, chosen) {
    this.legend.textContent = legend;
    const told = JSON.stringify(choices);
    if (told !== this.drawn) {
      this.drawn = told;
      this.box.replaceChildren(...choices.map((choice) => this.pill(choice)));
    }
    const wanted = [chosen].flat();
    for (const input of this.inputs) input.checked = wanted.includes(input.given);
  }

  /** @param {Choice} choice */
  pill({ value, text }) {
    const label = make("label");
    const input = make("input");
    Object.assign(input, { type: this.type, name: this.name, value, given: value });
    label.append(input, make("span", "", text));
    return label;
  }
}
