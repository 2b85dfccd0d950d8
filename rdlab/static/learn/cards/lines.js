// The table of the four algorithms: a row a line, a column an algorithm, the numbers under each line.
// @ts-check

import { make } from "../../kit/part.js";
import { t } from "../../kit/texts.js";
import { ALGORITHMS, POINTS } from "../../math/training.js";

/** @typedef {import("../../math/training.js").Step} Step */
/** @typedef {import("../../math/training.js").Algorithm} Algorithm */
/** @typedef {{computed: Step[], chosen: {form: string, prediction: string}, line: number, number: number}} Shown */

export const LINES = ["pairs", "time", "form", "mix", "target", "predict", "loss", "update"];
const NO_BREAK = "\u00a0"; // a space where no line ends
const DIFFERING = ["pairs", "form", "target"];

/** Which text a line has in an algorithm.
 *  @param {string} line  @param {Algorithm} algorithm  @param {{form: string, prediction: string}} chosen */
function variant(line, algorithm, chosen) {
  if (line === "pairs") return algorithm.pairs;
  if (line === "form") return algorithm.form ?? chosen.form;
  return line === "target" ? (algorithm.prediction ?? chosen.prediction) : "";
}

/** What a line has computed: a list for each point, or one text for all.
 *  @type {Record<string, (step: Step) => string[]>} */
const VALUES = {
  pairs: ({ x0, eps }) => each((i) => `x₀${NO_BREAK}${pair(x0, i)} ε${NO_BREAK}${pair(eps, i)}`),
  time: (step) => each((i) => `t ${number(step.t[i])}`),
  form: ({ alpha, sigma }) => each((i) => `α ${number(alpha[i])}  σ ${number(sigma[i])}`),
  mix: ({ xt }) => each((i) => `xₜ ${pair(xt, i)}`),
  target: ({ target }) => each((i) => `y ${pair(target, i)}`),
  predict: ({ predicted }) => each((i) => `ŷ ${pair(predicted, i)}`),
  loss: ({ loss }) => [`L = ${number(loss, 4)}`],
  update: ({ slope, after }) => [
    t("card.algorithms.slope", { slope: number(slope), after: number(after, 4) }),
  ],
};

/** @param {(i: number) => string} say */
const each = (say) => Array.from({ length: POINTS }, (_, i) => say(i));
/** @param {number} value  @param {number} [digits] */
const number = (value, digits = 2) => value.toFixed(digits).replace("-", "−");
/** @param {number[]} xy  @param {number} i */
const pair = (xy, i) => `(${number(xy[2 * i])},${NO_BREAK}${number(xy[2 * i + 1])})`;

export function tableOf() {
  const element = make("div", "rd-algorithms-scroll");
  const legend = make("p", "rd-algorithms-legend");
  const table = make("table");
  const caption = table.createCaption();
  caption.className = "rd-sr";
  const top = table.createTHead().insertRow();
  const heads = ALGORITHMS.map(() => {
    const head = make("th");
    head.scope = "col";
    head.append(make("span", "rd-muted"), make("span"));
    top.append(head);
    return head;
  });
  const body = table.createTBody();
  const rows = LINES.map((line) => {
    const row = body.insertRow();
    row.dataset.line = line;
    const cells = ALGORITHMS.map(({ number: which }) => {
      const cell = row.insertCell();
      cell.dataset.algorithm = String(which);
      cell.append(make("code"), make("ul"));
      return cell;
    });
    return { row, cells };
  });
  element.append(legend, table);

  /** @param {Shown} shown */
  function write({ computed, chosen, line, number: which }) {
    caption.textContent = t("card.algorithms.lines");
    legend.replaceChildren(
      make("span", "rd-muted", t("card.algorithms.legend")),
      ...DIFFERING.map((kind) => {
        const mark = make("span", "rd-algorithms-mark", t(`card.algorithms.differs.${kind}`));
        mark.dataset.differs = kind;
        return mark;
      }),
    );
    heads.forEach((head, i) => {
      const n = ALGORITHMS[i].number;
      head.dataset.chosen = String(n === which);
      head.children[0].textContent = t("card.algorithms.algorithm", { number: n });
      head.children[1].textContent = t(`card.algorithms.name.${n}`);
    });
    rows.forEach(({ row, cells }, k) => {
      const name = LINES[k];
      if (k === line) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
      cells.forEach((cell, i) => {
        const own = variant(name, ALGORITHMS[i], chosen);
        const [code, values] = cell.children;
        cell.dataset.chosen = String(ALGORITHMS[i].number === which);
        if (own !== variant(name, ALGORITHMS[0], chosen)) cell.dataset.differs = name;
        else delete cell.dataset.differs;
        code.textContent = t(`card.algorithms.line.${own ? `${name}.${own}` : name}`);
        values.replaceChildren(
          ...(k > line ? [] : VALUES[name](computed[i]).map((text) => make("li", "", text))),
        );
      });
    });
  }
  return { element, write };
}
