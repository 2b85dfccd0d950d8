// The paper's algorithms 1 to 4 beside each other: one real training step, line by line, in all four.
// @ts-check

import { make } from "../../kit/part.js";
import { rich } from "../../kit/sentence.js";
import { onLanguage, t } from "../../kit/texts.js";
import { mixtureOf } from "../../math/denoiser.js";
import { BOUNDED } from "../../math/schedules.js";
import {
  ALGORITHMS,
  drawn,
  firstWeights,
  POINTS,
  PREDICTIONS,
  RATE,
  trainingStep,
} from "../../math/training.js";
import { codeOf } from "./code.js";
import { LINES, tableOf } from "./lines.js";
import { menu, pills } from "./widgets.js";

/** @typedef {{snippets: string[], mixture: MixtureParameters, params: Record<string, Params>}} More */

const EACH = 1400; // milliseconds a line while it plays

/** @param {HTMLElement} body  @param {More} more */
export function mount(body, { snippets, mixture, params }) {
  const teacher = mixtureOf(mixture);
  const chosen = { form: "vp", prediction: "epsilon", params };
  const first = firstWeights(1);
  let number = 4; // the algorithm that is copied, and on a phone the one that is seen
  let line = -1; // the newest line that has its values
  let round = 1; // which training step
  let weights = ALGORITHMS.map(() => first);
  let draw = drawn(mixture, teacher, round);
  let timer = 0;

  const lead = make("p", "rd-lesson-text");
  const choose = pills(
    ALGORITHMS.map((algorithm) => String(algorithm.number)),
    (name) => {
      number = Number(name);
      write();
    },
  );
  const step = button("rd-pill rd-primary", () => {
    pause();
    next();
  });
  const play = button("rd-pill", () => (timer ? pause() : begin()));
  const reset = button("rd-pill", () => {
    pause();
    restart();
  });
  const at = make("span", "rd-muted");
  const says = make("p", "rd-algorithms-says");
  says.setAttribute("role", "status");
  const table = tableOf();
  const form = menu(BOUNDED, (key) => restart({ form: key }));
  const prediction = menu(PREDICTIONS, (key) => restart({ prediction: key }));
  const equal = make("p");
  const honest = make("p", "rd-muted");
  const code = codeOf();
  const source = make("p", "rd-muted");
  const [head, menus] = [make("div", "rd-algorithms-bar"), make("div", "rd-algorithms-bar")];
  head.append(choose.element, step, play, reset, at);
  menus.append(form.element, prediction.element);
  const [card, under] = [make("section", "rd-card rd-algorithms"), make("section", "rd-card rd-algorithms")];
  card.append(lead, head, says, table.element, menus, equal);
  under.append(code.element, honest, source);
  body.append(card, under);

  /** @param {{form?: string, prediction?: string}} [changed] */
  function restart(changed = {}) {
    Object.assign(chosen, changed);
    [line, round, weights] = [-1, 1, ALGORITHMS.map(() => first)];
    draw = drawn(mixture, teacher, round);
    write();
  }
  function next() {
    line++;
    if (line === LINES.length) {
      weights = steps().map((each) => each.weights);
      [line, round] = [0, round + 1];
      draw = drawn(mixture, teacher, round);
    }
    write();
  }
  function begin() {
    next();
    timer = window.setInterval(next, EACH);
    write();
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    write();
  }
  function steps() {
    return ALGORITHMS.map((algorithm, i) => trainingStep(algorithm, chosen, draw, weights[i]));
  }
  function write() {
    const computed = steps();
    lead.replaceChildren(...rich({ key: "card.algorithms.lead" }));
    choose.write(String(number), t("card.algorithms.choose"), (name) =>
      t("card.algorithms.algorithm", { number: name }),
    );
    step.textContent = t("card.algorithms.step");
    play.textContent = t(timer ? "card.algorithms.pause" : "card.algorithms.play");
    reset.textContent = t("card.algorithms.reset");
    at.textContent =
      line < 0 ? "" : t("card.algorithms.at", { step: round, line: line + 1, lines: LINES.length });
    says.textContent = t(`card.algorithms.says.${LINES[line] ?? "begin"}`);
    table.write({ computed, chosen, line, number });
    form.write(chosen.form, t("card.algorithms.form"), (key) => t(`form.${key}`));
    prediction.write(chosen.prediction, t("card.algorithms.prediction"), (key) => t(`prediction.${key}`));
    const same = [0, 2].every((i) => JSON.stringify(computed[i]) === JSON.stringify(computed[i + 1]));
    equal.replaceChildren(...rich({ key: `card.algorithms.${same ? "one" : "apart"}` }));
    const args = { size: POINTS, weights: first.length, rate: String(RATE) };
    honest.replaceChildren(...rich({ key: "card.algorithms.honest", args }));
    code.write(
      t("card.algorithms.code", { number }),
      snippets[number - 1].replace("{form}", chosen.form).replace("{prediction}", chosen.prediction),
    );
    source.textContent = t("card.algorithms.source");
  }
  onLanguage(write);
  write();
  return { leave: pause };
}

/** @param {string} kind  @param {() => void} press */
function button(kind, press) {
  const made = make("button", kind);
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}
