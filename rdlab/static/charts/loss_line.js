// The loss while training: the trained network's curve and behind it those of what was retrained.
// @ts-check

import { find, keepDrawn, make, onWidth, sized } from "../kit/part.js";
import { decimal, t } from "../kit/texts.js";
import { colours } from "../kit/theme.js";
import { unpack } from "../math/codec.js";

/** @typedef {{stage: string, role: string, step: number, steps: number, loss: number | null, line: Packed}} Losses */

/** @typedef {{stage: string, role: string, points: number[][]}} Run */

const HEIGHT = 46;
/** @type {Set<(runs: Run[]) => void>} */
const listeners = new Set();
/** @type {Run[]} */
let shown = []; // of the page's loss line: what the chart of the losses draws too

/** Calls listener(runs) now and whenever a loss comes in; runs: [{stage, role, points: [[step, loss], ...]}].
 *  @param {(runs: Run[]) => void} listener */
export function onLosses(listener) {
  listeners.add(listener);
  listener(shown);
}

/** @param {Mount<Losses | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-loss");
  const label = make("div", "rd-loss-label");
  const canvas = make("canvas");
  canvas.setAttribute("role", "img");
  box.append(label, canvas);
  /** @type {Run[]} */
  let runs = []; // one of each stage, in the order of their trainings
  /** @type {Losses | null} */
  let status = null;
  let width = 0;

  /** @param {Losses | null} value */
  function take(value) {
    if (!value) return (runs = []);
    const { step, loss } = unpack(value.line).arrays;
    const points = Array.from(step.data, (at, i) => [at, loss.data[i]]).filter(([, l]) => l > 0);
    const { stage, role } = value;
    runs = stage === "base" ? [] : runs.filter((run) => run.stage !== stage); // the same run, further on
    if (points.length) runs.push({ stage, role, points });
    status = value;
  }

  function draw() {
    shown = runs;
    listeners.forEach((listener) => listener(runs));
    const run = runs.at(-1);
    const now = run?.points.at(-1);
    box.hidden = !now;
    if (!run || !now || !status) return;
    label.className = `rd-loss-label rd-${run.role}`;
    label.textContent = t("loss.now", {
      loss: decimal(status.loss ?? now[1]),
      step: status.step,
      steps: status.steps,
    });
    canvas.setAttribute("aria-label", label.textContent);
    label.title = t("loss.help");
    if (width) line(sized(canvas, width, HEIGHT), runs, width, colours(element));
  }

  // watch is told of values from the server only, so the first one is taken here
  watch("value", () => {
    take(props.value);
    draw();
  });
  take(props.value);
  keepDrawn({ props, watch: () => {} }, draw, { theme: true });
  onWidth(box, (value) => {
    width = value;
    draw();
  });
  element.rdlab = {
    runs: () =>
      runs.map(({ stage, role, points }) => ({ stage, role, count: points.length, last: points.at(-1) })),
  };
}

/** All runs one after another on a logarithmic loss axis.
 *  @param {CanvasRenderingContext2D} context  @param {Run[]} runs  @param {number} width
 *  @param {Colours} inks */
function line(context, runs, width, inks) {
  const ends = runs.map((run) => run.points[run.points.length - 1][0]);
  const whole = Math.max(
    ends.reduce((a, b) => a + b, 0),
    1,
  );
  const logs = runs.flatMap((run) => run.points.map(([, loss]) => Math.log(loss)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  /** @type {(loss: number) => number} */
  const y = (loss) => HEIGHT - 3 - ((Math.log(loss) - low) / Math.max(0.1, high - low)) * (HEIGHT - 19); // the words stand above
  let start = 0;
  runs.forEach((run, i) => {
    context.strokeStyle = inks[run.role];
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    context.beginPath();
    for (const [step, loss] of run.points)
      context.lineTo(((start + step) / whole) * (width - 2) + 1, y(loss));
    context.stroke();
    start += ends[i];
  });
}
