// The paper's figure 3 by hand: the path alpha x0 + sigma eps of one pair, in every form and four coordinates at once.
// @ts-check
import { formName } from "../../kit/names.js";
import { make } from "../../kit/part.js";
import { rich } from "../../kit/sentence.js";
import { decimal, onLanguage, t as text } from "../../kit/texts.js";
import { extraLength, PLANES, pairAt, pairPath } from "../../math/one_pair.js";
import { alphaSigma } from "../../math/schedules.js";
import { readOut, timeSlider } from "../hand/controls.js";
import { pair } from "../hand/denoiser.js";
import { mark, stroke, swatch } from "../hand/looks.js";
import { grip, plane, shape } from "../hand/plane.js";

/** @type {Record<string, {left: number, bottom: number, width: number}>} */
const RANGES = {
  x: { left: -2, bottom: -2, width: 4 },
  "x/alpha": { left: -4, bottom: -4, width: 8 },
  "x/sigma": { left: -4, bottom: -4, width: 8 },
  u: { left: -2, bottom: -2, width: 4 },
};
const AT_FIRST = ["vp", "sub_vp", "ve", "flow_matching"];

/** @param {HTMLElement} body  @param {{forms: Record<string, Params>}} more */
export function mount(body, { forms }) {
  const names = Object.keys(forms);
  /** @type {{x0: Pair, eps: Pair, t: number, shown: Set<string>}} the pair of the paper's figure */
  const state = { x0: [0, 1], eps: [1, 1], t: 0.5, shown: new Set(AT_FIRST.filter((form) => form in forms)) };

  const head = make("section", "rd-card rd-hand-all");
  const help = make("p");
  const pills = make("div", "rd-hand-pills");
  pills.setAttribute("role", "group");
  const toggles = names.map((form) => {
    const button = make("button", "rd-pill");
    button.type = "button";
    button.dataset.figureform = form;
    button.addEventListener("click", () => {
      if (!state.shown.delete(form)) state.shown.add(form);
      draw(true);
    });
    pills.append(button);
    return button;
  });
  const slider = timeSlider({ min: 0, value: state.t }, (t) => change({ t }));
  const says = make("p", "rd-hand-says");
  const out = readOut();
  head.append(help, pills, slider.row, says, out.said);

  const drawn = make("section", "rd-card rd-hand-planes");
  const planes = Object.fromEntries(
    PLANES.map((name) => {
      const figure = make("figure");
      const caption = make("figcaption", "rd-muted");
      const on = plane(RANGES[name], () => drawPlane(name));
      figure.append(caption, on.box);
      drawn.append(figure);
      return [name, { on, caption }];
    }),
  );
  const grips = {
    x0: grip(planes.x.on, "x₀", "data", (to) => change({ x0: to })),
    eps: grip(planes.x.on, "ε", "noise", (to) => change({ eps: to })),
  };
  const measured = make("section", "rd-card rd-hand-all");
  const tableTitle = make("h3", "rd-title");
  const scroller = make("div", "rd-table rd-table-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  const source = make("p", "rd-muted");
  measured.append(tableTitle, scroller, source);
  body.append(head, drawn, measured);

  /** @param {Partial<typeof state>} to */
  function change(to) {
    Object.assign(state, to);
    draw(true);
  }
  const chosen = () => names.filter((form) => state.shown.has(form));

  /** @param {string} name */
  function drawPlane(name) {
    const { on } = planes[name];
    const { x0, eps, t } = state;
    if (!on.size()) return;
    const { left, bottom, width } = RANGES[name];
    const axes =
      on.line([
        [left, 0],
        [left + width, 0],
      ]) +
      on.line([
        [0, bottom],
        [0, bottom + width],
      ]);
    /** @type {SVGElement[]} */
    const lines = [];
    /** @type {SVGElement[]} */
    const marks = [];
    for (const form of chosen()) {
      lines.push(stroke(form, on.line(pairPath(name, form, forms[form], x0, eps))));
      const { at, beyond } = on.seen(pairAt(name, form, forms[form], t, x0, eps));
      marks.push(mark(form, on.px(at), beyond));
    }
    const cross = shape("path", { d: axes, style: "stroke: var(--rd-line)", fill: "none" });
    on.svg.replaceChildren(cross, ...lines, ...marks);
    if (name !== "x") return;
    grips.x0.put(x0, text("learn.hand.grip", { name: "x₀", at: pair(x0) }));
    grips.eps.put(eps, text("learn.hand.grip", { name: "ε", at: pair(eps) }));
  }

  /** @param {boolean} news */
  function draw(news) {
    const { x0, eps, t } = state;
    const found = chosen().map((form) => ({
      form,
      amounts: alphaSigma(form, t, forms[form]),
      extra: Object.fromEntries(
        PLANES.map((name) => [name, percent(extraLength(pairPath(name, form, forms[form], x0, eps)))]),
      ),
    }));
    for (const name of PLANES) {
      drawPlane(name);
      const at = found.map(
        ({ form }) => `${formName(form)} ${pair(pairAt(name, form, forms[form], t, x0, eps))}`,
      );
      planes[name].on.say(text("card.figure_three.plane", { plane: written(name), t: decimal(t), at }));
    }
    /** @type {(name: string) => number} */
    const most = (name) => Math.max(0, ...found.map(({ extra }) => extra[name]));
    const args = {
      x0: pair(x0),
      eps: pair(eps),
      t: decimal(t),
      curved: decimal(most("x")),
      scaled: decimal(most("x/alpha")),
    };
    const key = found.length ? "card.figure_three.says" : "card.figure_three.none";
    says.replaceChildren(...rich({ key, args }));
    slider.shown.textContent = args.t;
    const extras = found.map(({ form, extra }) => `${formName(form)} ${decimal(extra.x)} %`);
    out.say(`${text("card.figure_three.read", { ...args, forms: extras })} ${says.textContent}`, news);
    for (const button of toggles)
      button.setAttribute("aria-pressed", String(state.shown.has(button.dataset.figureform ?? "")));
    scroller.replaceChildren(table(found));
  }

  function words() {
    help.replaceChildren(...rich({ key: "card.figure_three.help" }));
    pills.setAttribute("aria-label", text("card.figure_three.forms"));
    for (const button of toggles) {
      const form = button.dataset.figureform ?? "";
      button.replaceChildren(swatch(form), make("span", "", formName(form)));
    }
    slider.label.textContent = text("card.figure_three.t");
    for (const name of PLANES)
      planes[name].caption.textContent = text(`card.figure_three.in.${name.replace("/", "_")}`, {
        reach: RANGES[name].width / 2,
      });
    tableTitle.textContent = text("card.figure_three.table");
    scroller.setAttribute("aria-label", tableTitle.textContent);
    source.textContent = text("learn.source", { source: { key: "card.figure_three.source" } });
    draw(false);
  }
  onLanguage(words);
  words();
}

/** Without the last digits, which are rounding's.
 *  @param {number} share */
function percent(share) {
  return Math.round(1e4 * share) / 100;
}

/** As it is written: x/α.
 *  @param {string} plane */
function written(plane) {
  return plane.replace("alpha", "α").replace("sigma", "σ");
}

/** What each form has at t, and how much longer its path is than its chord.
 *  @param {{form: string, amounts: Pair, extra: Record<string, number>}[]} found */
function table(found) {
  const whole = make("table");
  const top = whole.createTHead().insertRow();
  const extra = PLANES.map((plane) => text("card.figure_three.extra", { plane: written(plane) }));
  for (const name of [text("card.figure_three.form"), "α", "σ", ...extra]) {
    const th = make("th", "", name);
    th.scope = "col";
    top.append(th);
  }
  const body = whole.createTBody();
  for (const { form, amounts, extra } of found) {
    const row = body.insertRow();
    const th = make("th", "", formName(form));
    th.scope = "row";
    row.append(th, ...amounts.map((value) => make("td", "", decimal(value))));
    row.append(...PLANES.map((plane) => make("td", "", `${decimal(extra[plane])} %`)));
  }
  return whole;
}
