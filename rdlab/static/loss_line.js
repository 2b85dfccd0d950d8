// The loss while training: new points are appended, the trained network's and then the rectified one's.
import { keepDrawn, make, onWidth, sized } from "./part.js";
import { t } from "./texts.js";
import { colours } from "./theme.js";

const HEIGHT = 46;

export function mount({ element, props, watch }) {
  const box = element.querySelector(".rd-loss");
  const label = make("div", "rd-loss-label");
  const canvas = make("canvas");
  canvas.setAttribute("role", "img");
  box.append(label, canvas);
  let runs = []; // {role, points: [[step, loss], ...]}
  let status = null;
  let width = 0;

  function take(value) {
    if (!value) return;
    if (value.reset) runs = [];
    let run = runs.at(-1);
    if (!run || run.role !== value.role) runs.push((run = { role: value.role, points: [] }));
    const last = run.points.at(-1)?.[0] ?? -Infinity; // a frame shown twice adds nothing
    for (const [step, loss] of value.points ?? []) if (step > last && loss > 0) run.points.push([step, loss]);
    status = value;
  }

  function draw() {
    const run = runs.at(-1);
    const now = run?.points.at(-1);
    box.hidden = !now;
    if (!now) return;
    label.className = `rd-loss-label rd-${run.role}`;
    label.textContent = t("loss.now", { loss: Number(now[1]), step: now[0], steps: status?.steps ?? now[0] });
    canvas.setAttribute("aria-label", label.textContent);
    label.title = t("loss.help");
    if (width) line(sized(canvas, width, HEIGHT), runs, width, colours(element));
  }

  // watch is told of values from the server only, so the first one is taken here
  watch("value", () => (take(props.value), draw()));
  take(props.value);
  keepDrawn({ props, watch: () => {} }, draw, { theme: true });
  onWidth(box, (value) => ((width = value), draw()));
  element.rdlab = { runs: () => runs.map(({ role, points }) => ({ role, count: points.length, last: points.at(-1) })) };
}

/** All runs one after another on a logarithmic loss axis, smoothed. */
function line(context, runs, width, inks) {
  const ends = runs.map((run) => run.points.at(-1)[0]);
  const whole = Math.max(ends.reduce((a, b) => a + b, 0), 1);
  const logs = runs.flatMap((run) => smooth(run.points).map(([, loss]) => Math.log(loss)));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const y = (loss) => HEIGHT - 3 - ((Math.log(loss) - low) / Math.max(0.1, high - low)) * (HEIGHT - 6);
  let start = 0;
  runs.forEach((run, i) => {
    context.strokeStyle = inks[run.role];
    context.lineWidth = 1.6;
    context.lineJoin = "round";
    context.beginPath();
    for (const [step, loss] of smooth(run.points)) context.lineTo(((start + step) / whole) * (width - 2) + 1, y(loss));
    context.stroke();
    start += ends[i];
  });
}

/** At most 160 points: means over equal stretches, so noise does not hide the way down. */
function smooth(points, most = 160) {
  if (points.length <= most) return points;
  const stretch = points.length / most;
  return Array.from({ length: most }, (_, i) => {
    const part = points.slice(Math.floor(i * stretch), Math.max(Math.floor((i + 1) * stretch), Math.floor(i * stretch) + 1));
    const mean = (column) => part.reduce((sum, point) => sum + point[column], 0) / part.length;
    return [mean(0), mean(1)];
  });
}

