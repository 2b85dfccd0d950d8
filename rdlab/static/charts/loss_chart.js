// The losses of the trainings so far as a Plotly chart, drawn from what the loss line has got: nothing is sent twice.
// @ts-check

import { find, make, onWidth } from "../kit/part.js";
import { onLanguage, t } from "../kit/texts.js";
import { onTheme } from "../kit/theme.js";
import { dressed, plotly } from "./chart.js";
import { onLosses } from "./loss_line.js";

const CONFIG = { displayModeBar: false, responsive: true, showSendToCloud: false, displaylogo: false };
const TICKS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100];
const EVERY = 400; // milliseconds between drawings while losses come in

/** @param {Mount<null, {title: string, plotly: string}>} part */
export function mount({ element, props }) {
  const box = find(element, ".rd-chart");
  const title = make("h3", "rd-title");
  const hint = make("p", "rd-muted");
  const plot = make("div", "rd-plot");
  box.append(title, hint, plot);
  /** @type {import("./loss_line.js").Run[]} */
  let runs = [];
  /** @type {ReturnType<typeof setTimeout> | null} */
  let waiting = null;

  async function draw() {
    waiting = null;
    title.textContent = t(props.title);
    hint.textContent = runs.length ? "" : t("chart.loss_empty");
    plot.hidden = !runs.length;
    if (!runs.length || !box.clientWidth) return;
    const Plotly = await plotly(props.plotly);
    const { data, layout } = dressed(figure(runs), getComputedStyle(element));
    await Plotly.react(plot, data, layout, CONFIG);
  }
  const soon = () => (waiting ??= setTimeout(draw, EVERY));
  onLosses((now) => {
    runs = now;
    soon();
  });
  onLanguage(draw);
  onTheme(draw);
  onWidth(box, draw);
  draw();
}

/** @param {import("./loss_line.js").Run[]} runs */
function figure(runs) {
  const axis = {
    gridcolor: "var(--rd-line)",
    linecolor: "var(--rd-line)",
    zeroline: false,
    fixedrange: true,
  };
  return {
    data: runs.map(({ stage, role, points }) => ({
      type: "scatter",
      mode: "lines",
      x: points.map(([step]) => step),
      y: points.map(([, loss]) => loss),
      name: `@stage:${stage}`,
      line: { color: `var(--rd-${role})`, width: 1.6 },
      hovertemplate: "%{x}: %{y:.3g}",
    })),
    layout: {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: "var(--rd-muted)", size: 11, family: "system-ui, sans-serif" },
      margin: { l: 44, r: 8, t: 6, b: 34 },
      showlegend: runs.length > 1,
      legend: { orientation: "h", x: 0, y: -0.24, yanchor: "top" },
      dragmode: false,
      uirevision: "loss",
      hovermode: "x",
      xaxis: {
        ...axis,
        showgrid: false,
        title: { text: "@chart.training_steps", standoff: 4, font: { size: 11 } },
      },
      yaxis: { ...axis, type: "log", tickvals: TICKS, ticktext: TICKS.map(String) },
    },
  };
}
