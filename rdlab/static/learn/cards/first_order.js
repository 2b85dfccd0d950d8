// From the exact solution of the ODE to a first-order path, step by step; each step's two sides are computed here.
// @ts-check

import { make } from "../../kit/part.js";
import { rich } from "../../kit/sentence.js";
import { onLanguage, t } from "../../kit/texts.js";
import { mixtureOf } from "../../math/denoiser.js";
import {
  anySteps,
  constantOut,
  exactSolution,
  firstOrder,
  fromTheData,
  mixing,
  ofOnePair,
  sameNoise,
  slopeIsNoise,
} from "../../math/derivation.js";
import { FORMS } from "../../math/norm.js";
import { drawn } from "../../math/training.js";
import { formula } from "./formula.js";
import { menu } from "./widgets.js";

/** @typedef {import("../../math/derivation.js").Asked} Asked */
/** @typedef {import("../../math/derivation.js").Check} Check */
/** @typedef {{key: string, latex: string, check: (asked: Asked) => Check}} Step */

const MANY = 50; // steps of DDIM against one
/** Angles of s and t, in radians: from noise to data, and back.
 *  @type {Record<string, [number, number]>} */
const WAYS = { sample: [1.45, 0.3], end: [0.9, 0.15], back: [0.3, 1.3] };

const raw = String.raw;
/** @type {Step[]} */
const STEPS = [
  {
    key: "exact",
    latex: raw`x_t = \frac{\alpha_t}{\alpha_s} x_s - \alpha_t \int_{\lambda_s}^{\lambda_t} e^{-\lambda} \, \hat\epsilon(x_\lambda, \lambda) \, d\lambda`,
    check: exactSolution,
  },
  {
    key: "constant",
    latex: raw`- \int_{\lambda_s}^{\lambda_t} e^{-\lambda} \, d\lambda = \frac{\sigma_t}{\alpha_t} - \frac{\sigma_s}{\alpha_s}`,
    check: constantOut,
  },
  {
    key: "first",
    latex: raw`x_t = \frac{\alpha_t}{\alpha_s} x_s + \alpha_t \, \hat\epsilon(x_s, s) ( \frac{\sigma_t}{\alpha_t} - \frac{\sigma_s}{\alpha_s} )`,
    check: firstOrder,
  },
  { key: "data", latex: raw`x_t = \alpha_t x_0 + \sigma_t \, \hat\epsilon(x_t, t)`, check: fromTheData },
  {
    key: "any",
    latex: raw`x_t^{(1)} = x_t^{(2)} = x_t^{(N)}`,
    check: (asked) => anySteps(asked, MANY),
  },
];
/** Both directions of Theorem 1.
 *  @type {Record<string, Step[]>} */
const PROOF = {
  if: [
    { key: "if", latex: raw`\hat\epsilon(x_t, t) = \hat\epsilon(x_s, s)`, check: sameNoise },
    { key: "then", latex: STEPS[2].latex, check: firstOrder },
  ],
  only_if: [
    {
      key: "slope",
      latex: raw`\frac{d ( x_t / \alpha_t )}{d ( \sigma_t / \alpha_t )} = \hat\epsilon(x_t, t)`,
      check: slopeIsNoise,
    },
    { key: "only", latex: raw`\hat\epsilon(x_t, t) = \hat\epsilon(x_s, s)`, check: sameNoise },
  ],
};

/** @param {HTMLElement} body  @param {{mixture: MixtureParameters}} more */
export function mount(body, { mixture }) {
  const denoiser = mixtureOf(mixture);
  let [form, way, seed] = ["vp", "sample", 1];

  const lead = make("p", "rd-lesson-text");
  const forms = menu(FORMS, (key) => {
    form = key;
    write();
  });
  const ways = menu(Object.keys(WAYS), (key) => {
    way = key;
    write();
  });
  const another = pill(() => {
    seed++;
    write();
  });
  const all = pill(() => {
    const close = checks.every(({ element }) => element.open);
    for (const element of [...checks.map((check) => check.element), ...proofs.map(({ fold }) => fold)])
      element.open = !close;
  });
  const [bar, at, floors, source] = [
    make("div", "rd-algorithms-bar"),
    make("p", "rd-muted"),
    make("p", "rd-muted"),
    make("p", "rd-muted"),
  ];
  bar.append(forms.element, ways.element, another, all);
  const intro = make("section", "rd-card rd-derivation");
  intro.append(lead, bar, at, floors);

  const steps = STEPS.map((step, i) => sectionOf(step, String(i + 1)));
  const theorem = make("section", "rd-card rd-derivation");
  const [title, says] = [make("h3"), make("p")];
  const proofs = Object.entries(PROOF).map(([key, lines]) => {
    const fold = make("details", "rd-derivation-proof");
    const summary = make("summary");
    const parts = lines.map((step) => sectionOf(step, ""));
    fold.append(summary, ...parts.map(({ element }) => element));
    return { key, fold, summary, parts };
  });
  theorem.append(title, says, ...proofs.map(({ fold }) => fold), source);
  body.append(intro, ...steps.map(({ element }) => element), theorem);
  const sections = [...steps, ...proofs.flatMap(({ parts }) => parts)];
  const checks = sections.map(({ check }) => check);

  function write() {
    const [s, to] = WAYS[way];
    const { data, eps } = drawn(mixture, denoiser, seed);
    const pair = [data[0], data[1], eps[0], eps[1]];
    const u = [0, 1].map((d) => Math.cos(s) * pair[d] + Math.sin(s) * pair[2 + d]);
    const asked = { form, u, s, t: to };
    const both = [
      { name: "one", asked: { ...asked, denoiser: ofOnePair(pair) } },
      { name: "ring", asked: { ...asked, denoiser } },
    ];
    lead.replaceChildren(...rich({ key: "card.first_order.lead" }));
    forms.write(form, t("card.first_order.form"), (key) => t(`form.${key}`));
    ways.write(way, t("card.first_order.way"), (key) => t(`card.first_order.way.${key}`));
    another.textContent = t("card.first_order.another");
    all.textContent = t("card.first_order.all");
    const [from, there] = [mixing(form, s), mixing(form, to)];
    const args = { alpha_s: from.alpha, sigma_s: from.sigma, alpha_t: there.alpha, sigma_t: there.sigma };
    at.replaceChildren(...rich({ key: "card.first_order.at", args }));
    floors.replaceChildren(...rich({ key: "card.first_order.floor" }));
    for (const section of sections) section.write(both);
    title.textContent = t("card.first_order.theorem");
    says.replaceChildren(...rich({ key: "card.first_order.theorem.says" }));
    for (const { key, summary } of proofs) summary.textContent = t(`card.first_order.proof.${key}`);
    source.textContent = t("card.first_order.source");
  }
  onLanguage(write);
  write();
}

/** @param {() => void} press */
function pill(press) {
  const made = make("button", "rd-pill");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

/** @typedef {{name: string, asked: Asked}} Source */

/** A step: heading, words, formula, and its check to open.
 *  @param {Step} step  @param {string} number */
function sectionOf(step, number) {
  const element = make(number ? "section" : "div", number ? "rd-card rd-derivation" : "rd-derivation");
  const [title, says] = [make("h3"), make("p")];
  const shown = make("div", "rd-derivation-formula");
  shown.tabIndex = 0;
  shown.setAttribute("role", "group");
  shown.append(formula(step.latex));
  const check = checkOf(step);
  element.append(...(number ? [title] : []), says, shown, check.element);
  /** @param {Source[]} sources */
  function write(sources) {
    const key = `card.first_order.step.${step.key}`;
    if (number) title.textContent = `${number}. ${t(`${key}.title`)}`;
    says.replaceChildren(...rich({ key, args: { steps: MANY } }));
    shown.setAttribute("aria-label", t("card.first_order.formula"));
    check.write(sources);
  }
  return { element, check, write };
}

/** The two sides of a step's equation, for each source of eps_hat; computed once it is open.
 *  @param {Step} step */
function checkOf({ key, check }) {
  const element = make("details", "rd-derivation-check");
  const [summary, scroller] = [make("summary"), make("div", "rd-table rd-table-scroll")];
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  element.append(summary, scroller);
  /** @type {Source[]} */
  let sources = [];
  function draw() {
    if (!element.open) return;
    const table = make("table");
    const top = table.createTHead().insertRow();
    for (const column of ["source", "holds", "gap", "floor", "left", "right"])
      top.append(head("col", t(`card.first_order.column.${column}`)));
    const body = table.createTBody();
    for (const { name, asked } of sources) {
      const { left, right, gap, floor } = check(asked);
      const equal = gap <= floor;
      const row = body.insertRow();
      row.dataset.source = name;
      row.dataset.holds = String(equal);
      row.append(head("row", t(`card.first_order.source.${name}`)));
      const says = t(`card.first_order.holds.${equal ? "yes" : "no"}`);
      row.append(make("td", equal ? "rd-data" : "rd-wrong", says));
      for (const cell of [small(gap), small(floor), point(left), point(right)])
        row.append(make("td", "", cell));
    }
    scroller.setAttribute("aria-label", t("card.first_order.check"));
    scroller.replaceChildren(table);
  }
  element.addEventListener("toggle", draw);
  element.dataset.check = key;
  return {
    element,
    /** @param {Source[]} given */
    write(given) {
      sources = given;
      summary.textContent = t("card.first_order.check");
      draw();
    },
  };
}

/** @param {string} scope  @param {string} text */
function head(scope, text) {
  const cell = make("th", "", text);
  cell.scope = scope;
  return cell;
}

/** @param {number[]} numbers */
function point(numbers) {
  const all = numbers.map((x) => x.toFixed(4).replace("-", "−")).join(", ");
  return numbers.length > 1 ? `(${all})` : all;
}

/** @param {number} value */
function small(value) {
  return value === 0 ? "0" : value >= 0.001 ? value.toFixed(4) : value.toExponential(0).replace("-", "−");
}
