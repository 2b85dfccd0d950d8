// A Plotly figure as JSON, in the page's colours and language; plotly.js comes from this server, when first needed.
import { stageName } from "./stage_frame.js";
import { make, onWidth } from "./part.js";
import { onLanguage, t } from "./texts.js";
import { onTheme } from "./theme.js";

const CONFIG = { displayModeBar: false, responsive: true, showSendToCloud: false, displaylogo: false, scrollZoom: false };
let library = null;

function plotly(path) {
  library ??= new Promise((resolve, reject) => {
    const script = make("script");
    script.src = new URL(`gradio_api/file=${path}`, document.baseURI);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`could not load ${script.src}`));
    document.head.append(script);
  });
  return library;
}

export function mount({ element, props, watch }) {
  const box = element.querySelector(".rd-chart");
  const title = make("h3", "rd-title");
  const hint = make("p", "rd-muted");
  const plot = make("div", "rd-plot");
  box.append(title, hint, plot);
  let drawing = Promise.resolve();

  async function draw() {
    title.textContent = t(props.title ?? "chart.quality");
    hint.textContent = props.value ? "" : t("chart.empty");
    plot.hidden = !props.value;
    if (!props.value || !box.clientWidth) return;
    const Plotly = await plotly(props.plotly);
    const figure = dressed(JSON.parse(props.value), getComputedStyle(element));
    await Plotly.react(plot, figure.data, figure.layout, CONFIG);
  }
  // one after another: react on a plot that is still being drawn mixes the two
  const again = () => (drawing = drawing.then(draw, draw));
  watch("value", again);
  onLanguage(again);
  onTheme(again);
  onWidth(box, again);
  again();
}

/** "var(--x)" becomes that colour, "@key" the words of the key, a trace named by a stage that stage's title. */
function dressed(node, style) {
  if (typeof node === "string") {
    const variable = /^var\((--[\w-]+)\)$/.exec(node)?.[1];
    if (variable) return style.getPropertyValue(variable).trim();
    if (node.startsWith("@stage:")) return stageName(node.slice(7));
    return node.startsWith("@") ? t(node.slice(1)) : node;
  }
  if (Array.isArray(node)) return node.map((item) => dressed(item, style));
  if (node && typeof node === "object")
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, dressed(item, style)]));
  return node;
}
