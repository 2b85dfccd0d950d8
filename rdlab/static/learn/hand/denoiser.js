// Lesson 0 by hand: what a noisy sample may have come from, and the mean of it, which is what a denoiser answers.
// @ts-check
import { formName } from "../../kit/names.js";
import { find, keepDrawn, make } from "../../kit/part.js";
import { rich } from "../../kit/sentence.js";
import { decimal, onLanguage, t as text } from "../../kit/texts.js";
import { mixtureOf } from "../../math/denoiser.js";
import { carrying, DATA, ofPoints, posterior } from "../../math/posterior.js";
import { alphaSigma, angleAt } from "../../math/schedules.js";
import { pill, radios } from "../../stage/view_options.js";
import { readOut, timeSlider } from "./controls.js";
import { mark, stroke } from "./looks.js";
import { grip, plane, shape } from "./plane.js";

const SPACE = { left: -2.6, bottom: -2.6, width: 5.2 };
const AMOUNTS = { left: -0.1, bottom: -0.1, width: 1.4 };
const FIRST = 0.01; // without any noise there is nothing to answer
const SHARE = 0.9;
const DARKEST = 0.6; // opacity of the likeliest line: 160 alike must not cover each other
const FAINT = 0.004; // below which a line is not drawn

/** @typedef {keyof typeof DATA} Data */

/** @param {Mount<boolean | null, {forms: Record<string, Params>}>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-hand");
  box.append(picture(props.forms));
  keepDrawn({ props, watch }, (value) => {
    box.hidden = !value;
  });
}

/** @param {Record<string, Params>} forms */
function picture(forms) {
  /** @type {{form: string, data: Data, t: number, x: Pair}} */
  const state = { form: "vp", data: "clusters", t: 0.5, x: [0.9, 0.5] };
  let held = pointsOf(state.data);

  const all = make("div", "rd-hand-all");
  const title = make("h3", "rd-title");
  const help = make("p", "rd-muted");
  const space = plane(SPACE, () => draw(false));
  const amounts = plane(AMOUNTS, () => draw(false));
  const taken = grip(space, "x", "ink", (to) => change({ x: to }));
  const slider = timeSlider({ min: FIRST, value: state.t }, (t) => change({ t }));
  const numbers = make("p", "rd-hand-says");
  const out = readOut();
  const choices = {
    form: choice("handform", Object.keys(forms), (form) => change({ form })),
    data: choice("handdata", Object.keys(DATA), (data) => {
      held = pointsOf(/** @type {Data} */ (data));
      change({ data: /** @type {Data} */ (data) });
    }),
  };
  const beside = make("div", "rd-hand-beside");
  const curve = make("figure");
  const caption = make("figcaption", "rd-muted");
  curve.append(caption, amounts.box);
  beside.append(curve, numbers);
  all.append(title, help, choices.data.row, space.box, choices.form.row, slider.row, beside, out.said);

  /** @param {Partial<typeof state>} to */
  function change(to) {
    Object.assign(state, to);
    draw(true);
  }

  /** @param {boolean} news */
  function draw(news) {
    const { form, t, x } = state;
    const [alpha, sigma] = alphaSigma(form, t, forms[form]);
    const [n, phi] = [Math.hypot(alpha, sigma), angleAt(form, t, forms[form])];
    const weights = posterior(held.data, [alpha, sigma], x, held.weights);
    held.denoiser.predict([x[0] / n, x[1] / n], phi, held.x0, held.eps);
    /** @type {Pair} */
    const mean = [held.x0[0], held.x0[1]];
    const count = carrying(weights, SHARE);
    const said = {
      form: formName(form),
      t: decimal(t),
      alpha: decimal(alpha),
      sigma: decimal(sigma),
      share: 100 * SHARE,
      count,
      all: weights.length,
      x: pair(x),
      mean: pair(mean),
    };
    numbers.replaceChildren(...rich({ key: "learn.hand.says", args: said }));
    slider.shown.textContent = said.t;
    space.say(text("learn.hand.space", said));
    amounts.say(text("learn.hand.amounts", said));
    out.say(`${text("learn.hand.space", said)} ${numbers.textContent}`, news);
    for (const [name, { show }] of Object.entries(choices))
      show(state[/** @type {"form" | "data"} */ (name)]);
    if (space.size()) drawSpace(mean);
    if (amounts.size()) drawAmounts([alpha, sigma]);
    taken.put(x, text("learn.hand.grip", { name: "x", at: pair(x) }));
  }

  /** The fan of what is possible, the data, and the mean of it.
   *  @param {Pair} mean */
  function drawSpace(mean) {
    const { data, weights } = held;
    const heaviest = Math.max(...weights);
    const [x, y] = space.px(state.x);
    const fan = shape("g", { style: "stroke: var(--rd-ink)", "stroke-width": 1 });
    const points = shape("g", { style: "fill: var(--rd-data)" });
    for (let i = 0; i < weights.length; i++) {
      const [cx, cy] = space.px([data[2 * i], data[2 * i + 1]]);
      const opacity = weights[i] / heaviest;
      if (opacity > FAINT)
        fan.append(
          shape("line", { x1: x, y1: y, x2: cx, y2: cy, "stroke-opacity": (DARKEST * opacity).toFixed(3) }),
        );
      points.append(
        shape("circle", { cx, cy, r: 2 + 1.5 * opacity, "fill-opacity": (0.35 + 0.65 * opacity).toFixed(3) }),
      );
    }
    const [cx, cy] = space.px(mean);
    const answer = shape("g", {
      style: "fill: var(--rd-rectified); stroke: var(--rd-card)",
      "data-mean": "",
    });
    const name = shape("text", { x: cx + 10, y: cy - 8 });
    name.textContent = "x̂₀";
    answer.append(shape("circle", { cx, cy, r: 6.5, "stroke-width": 1.5 }), name);
    space.svg.replaceChildren(fan, points, answer);
  }

  /** The curve of (alpha, sigma): of this form, and faint those of the others.
   *  @param {Pair} now */
  function drawAmounts(now) {
    const axes = shape("path", {
      d: `${amounts.line([
        [0, 1.25],
        [0, 0],
        [1.25, 0],
      ])}`,
      style: "stroke: var(--rd-muted)",
      fill: "none",
    });
    const names = shape("g", {});
    for (const [name, at] of /** @type {[string, Pair][]} */ ([
      ["α", [1.2, 0.04]],
      ["σ", [0.04, 1.18]],
    ])) {
      const [x, y] = amounts.px(at);
      const label = shape("text", { x, y });
      label.textContent = name;
      names.append(label);
    }
    const drawn = [axes, names];
    for (const form of [...Object.keys(forms).filter((each) => each !== state.form), state.form]) {
      const path = Array.from({ length: 101 }, (_, k) => alphaSigma(form, k / 100, forms[form]));
      const line = stroke(form, amounts.line(path));
      if (form !== state.form) line.setAttribute("opacity", "0.22");
      drawn.push(line);
    }
    const { at, beyond } = amounts.seen(now);
    drawn.push(mark(state.form, amounts.px(at), beyond));
    amounts.svg.replaceChildren(...drawn);
  }

  function words() {
    title.textContent = text("learn.hand.title");
    help.textContent = text("learn.hand.help");
    caption.textContent = text("learn.hand.curve");
    slider.label.textContent = text("learn.hand.t");
    choices.form.row.setAttribute("aria-label", text("learn.hand.form"));
    choices.data.row.setAttribute("aria-label", text("learn.data"));
    for (const button of choices.form.all) button.textContent = formName(button.dataset.handform ?? "");
    for (const button of choices.data.all)
      button.textContent = text(`learn.hand.data.${button.dataset.handdata}`);
    draw(false);
  }
  onLanguage(words);
  words();
  return all;
}

/** The points, as a denoiser, and the arrays that are written at every move.
 *  @param {Data} name */
function pointsOf(name) {
  const data = DATA[name]();
  return {
    data,
    denoiser: mixtureOf(ofPoints(data)),
    weights: new Float64Array(data.length / 2),
    x0: [0, 0],
    eps: [0, 0],
  };
}

/** A row of pills of which one is chosen.
 *  @param {string} role  @param {string[]} names  @param {(name: string) => void} chosen */
function choice(role, names, chosen) {
  const row = make("div", "rd-hand-pills");
  row.setAttribute("role", "radiogroup");
  row.innerHTML = names.map((name) => pill(role, name)).join("");
  return { row, ...radios(row, role, chosen) };
}

/** @param {Pair} at */
export function pair([x, y]) {
  return `(${decimal(x)}, ${decimal(y)})`;
}
