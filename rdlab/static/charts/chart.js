// A Plotly figure as JSON, in the page's colours and language; plotly.js comes from this server, when first needed.
// @ts-check
import { stageName } from "../kit/names.js";
import { find, findAll, make, onWidth } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";
import { onTheme, rgb } from "../kit/theme.js";
import { visit } from "../kit/visit.js";

/** @typedef {{data: any[], layout: any}} Figure */

/** @typedef {{react(plot: HTMLElement, data: unknown, layout: unknown, config: unknown): Promise<unknown>}} Plotly */

const CONFIG = {
  displayModeBar: false,
  responsive: true,
  showSendToCloud: false,
  displaylogo: false,
  scrollZoom: false,
};
const AGAIN = 1500; // milliseconds between two tries to load it
/** @type {Promise<Plotly> | null} */
let library = null;

/** @param {string} path */
export function plotly(path) {
  library ??= new Promise((resolve) => {
    const load = () => {
      const script = make("script");
      script.src = new URL(`gradio_api/file=${path}`, document.baseURI).href;
      script.onload = () => resolve(/** @type {Window & {Plotly?: any}} */ (window).Plotly);
      script.onerror = () => {
        script.remove();
        void visit.soon(AGAIN).then(load); // no connection just now
      };
      document.head.append(script);
    };
    load();
  });
  return library;
}

/** @param {Mount<string | null, {title?: string, empty?: string, plotly: string}>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-chart");
  const title = make("h3", "rd-title");
  const hint = make("p", "rd-muted");
  const plot = make("div", "rd-plot");
  const axes = make("div", "rd-axes");
  axes.setAttribute("role", "radiogroup");
  box.append(title, hint, plot, axes);
  /** @type {Promise<void>} */
  let drawing = Promise.resolve();
  /** @type {string | null} */
  let axis = null; // which of the figure's x axes is shown

  async function draw() {
    title.textContent = t(props.title ?? "chart.quality");
    hint.textContent = props.value ? "" : t(props.empty ?? "chart.empty");
    plot.hidden = !props.value;
    if (!props.value || !box.clientWidth) return;
    const Plotly = await plotly(props.plotly);
    const figure = dressed(JSON.parse(props.value), getComputedStyle(element));
    along(figure);
    plot.style.height = figure.layout.height ? `${figure.layout.height}px` : "";
    await Plotly.react(plot, figure.data, figure.layout, CONFIG);
  }

  /** Put the figure on the chosen one of its x axes, and offer the others.
   *  @param {Figure} figure */
  function along({ data, layout }) {
    /** @type {string[]} */
    const names = layout.meta?.axes ?? [];
    axes.hidden = !names.length;
    if (!names.length) return;
    const along = axis !== null && names.includes(axis) ? axis : names[0];
    axis = along;
    for (const trace of data) if (trace.meta?.[along]) trace.x = trace.meta[along];
    layout.xaxis.title = { ...layout.xaxis.title, text: t(`chart.axis_${axis}`), font: { size: 11 } };
    const steps = layout.meta.steps ?? [];
    Object.assign(
      layout.xaxis,
      axis === "steps" ? { tickvals: steps, ticktext: steps.map(String) } : { dtick: 1 },
    );
    axes.setAttribute("aria-label", t("chart.along"));
    axes.replaceChildren(make("span", "", t("chart.along")), ...names.map((name) => pill(name)));
  }

  /** @param {string} name */
  function pill(name) {
    const button = make("button", "rd-pill", t(`chart.pill_${name}`));
    button.type = "button";
    button.dataset.axis = name;
    button.setAttribute("role", "radio");
    button.setAttribute("aria-checked", String(name === axis));
    button.title = t(`chart.axis_${name}`);
    button.addEventListener("click", () => {
      axis = name;
      again().then(() => findAll(axes, `[data-axis="${name}"]`)[0]?.focus());
    });
    return button;
  }
  // one after another: react on a plot that is still being drawn mixes the two
  const again = () => (drawing = drawing.then(draw, draw));
  watch("value", again);
  onLanguage(again);
  onTheme(again);
  onWidth(box, again);
  again();
}

/** "var(--x)" becomes that colour, "var(--x, 0.2)" a fifth of it, "@key" the words of the key, a trace named by a stage that stage's title.
 *  @param {any} node  @param {CSSStyleDeclaration} style  @returns {any} */
export function dressed(node, style) {
  if (typeof node === "string") {
    const [, variable, share] = /^var\((--[\w-]+)(?:, ([\d.]+))?\)$/.exec(node) ?? [];
    const colour = variable && resolved(style, variable);
    if (colour) return share ? `rgba(${rgb(colour)},${share})` : colour;
    if (node.startsWith("@stage:")) return stageName(node.slice(7));
    return node.startsWith("@") ? t(node.slice(1)) : node;
  }
  if (Array.isArray(node)) return node.map((item) => dressed(item, style));
  if (node && typeof node === "object")
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, dressed(item, style)]));
  return node;
}

/** The value of a variable, through variables that stand for others.
 *  @param {CSSStyleDeclaration} style  @param {string} name  @returns {string} */
function resolved(style, name) {
  const value = style.getPropertyValue(name).trim();
  const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return other ? resolved(style, other) : value;
}
