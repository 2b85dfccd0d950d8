// The stage's surroundings: label, note, hint, progress, zoom buttons, and the words of a screen reader.
// @ts-check

import { icon } from "../kit/icon.js";
import { formName, stageName } from "../kit/names.js";
import { find, findAll, findAs } from "../kit/part.js";
import { show, t } from "../kit/texts.js";
import { HOME } from "../math/fit.js";

/** @typedef {ReturnType<typeof frameOf>} Frame */

/** @type {Record<string, string>} */
const ICONS = {
  in: '<path d="M8 3v10M3 8h10"/>',
  out: '<path d="M3 8h10"/>',
  home: '<path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3"/>',
};

/** Two digits are enough of a ratio.
 *  @param {number} value */
function rounded(value) {
  return Number(value.toPrecision(2));
}

/** @param {Element} element  @param {Stage} stage */
export function frameOf(element, stage) {
  const root = /** @type {HTMLElement} */ (element.querySelector(".rd-stage") ?? element);
  root.innerHTML = `
    <div class="rd-stage-box" tabindex="0" role="group">
      <canvas role="img"></canvas>
      <div class="rd-stage-note"></div>
      <div class="rd-stage-hint"></div><div class="rd-stage-beyond"></div>
      <div class="rd-stage-tools">
        ${Object.keys(ICONS)
          .map((name) => `<button type="button" data-do="${name}">${icon(ICONS[name])}</button>`)
          .join("")}
      </div>
      <div class="rd-handle" hidden>
        <button type="button" data-do="drag"></button><button type="button" data-do="remove">×</button>
      </div>
      <div class="rd-stage-progress"><i></i></div>
    </div>`;
  /** @type {(name: string) => HTMLElement} */
  const part = (name) => find(root, name);
  const box = part(".rd-stage-box");
  const canvas = findAs(root, "canvas", HTMLCanvasElement);
  const tools = findAll(root, ".rd-stage-tools button");
  /** @type {Record<string, () => void>} */
  const actions = {
    in: () => stage.zoomBy(1.5),
    out: () => stage.zoomBy(1 / 1.5),
    home: () => stage.setZoom(HOME),
  };
  tools.forEach((button) => button.addEventListener("click", () => actions[button.dataset.do ?? ""]()));

  /** @param {Header | null} header */
  function words(header) {
    const empty = !header || Boolean(header.empty);
    root.dataset.role = header?.role ?? "";
    part(".rd-stage-note").textContent = empty ? "" : note(header);
    part(".rd-stage-hint").textContent = empty ? t(header?.empty ?? "stage.empty", header?.args) : "";
    const { train } = header ?? {};
    part(".rd-stage-progress").hidden = !(header?.live && train);
    if (train) part(".rd-stage-progress i").style.width = `${(100 * train.step) / train.steps}%`;
    tools.forEach((button) => {
      const text = t(`stage.zoom_${button.dataset.do}`);
      button.title = text;
      button.setAttribute("aria-label", text);
    });
    part(".rd-stage-tools").hidden = empty;
    root.classList.toggle("rd-launches", Boolean(header?.model || header?.preview));
    for (const name of ["drag", "remove"]) {
      const button = part(`.rd-handle [data-do="${name}"]`);
      button.title = t(`launch.${name}`);
      button.setAttribute("aria-label", button.title);
    }
    box.setAttribute("aria-label", t("stage.keys"));
    canvas.setAttribute("aria-label", empty ? part(".rd-stage-hint").textContent : summary(header));
  }

  /** @param {Header} header */
  function note(header) {
    const { train } = header;
    if (header.live && train)
      return t("stage.training", { form: formName(header.form), step: train.step, steps: train.steps });
    return t(header.steps === 1 ? "stage.one_step" : "stage.steps", {
      form: formName(header.form),
      steps: header.steps,
    });
  }

  /** @param {Header} header */
  function summary(header) {
    const percent = Math.round(100 * stage.group.state.tau);
    return t("stage.summary", {
      stage: stageName(header.stage),
      form: formName(header.form),
      steps: header.steps,
      paths: header.arrays.u.shape[1],
      samples: header.arrays.samples?.shape[0] ?? 0,
      percent,
    });
  }

  /** @param {number} ratio  @param {string} end  @param {boolean} zoomed */
  function beyond(ratio, end, zoomed) {
    const key = end === "noise" ? "stage.beyond" : "stage.beyond_data";
    const words = ratio > 1.3 ? t(key, { ratio: show(rounded(ratio)) }) : "";
    if (part(".rd-stage-beyond").textContent !== words) part(".rd-stage-beyond").textContent = words;
    root.classList.toggle("rd-zoomed", zoomed);
  }

  /** Where a launched path can be held: at its noise, or at the clock's point where the noise is out of the window.
   *  @param {ArrayLike<number> | null} noise  @param {ArrayLike<number> | null} [now]
   *  @param {Projection | null} [view]  @param {number} [ratio] */
  function handle(noise, now = noise, view = null, ratio = 1) {
    const grip = part(".rd-handle");
    grip.hidden = !noise;
    if (!noise || !now || !view) return;
    const place = (/** @type {ArrayLike<number>} */ xy) => [
      (view.left + view.sx * xy[0]) / ratio,
      (view.top - view.sy * xy[1]) / ratio,
    ];
    const end = view.size / ratio;
    const inside = (/** @type {number[]} */ [x, y]) => x >= 6 && y >= 6 && x <= end - 6 && y <= end - 6;
    grip.dataset.holds = inside(place(noise)) ? "noise" : "point";
    const [x, y] = place(grip.dataset.holds === "noise" ? noise : now);
    grip.style.translate = `${Math.min(end, Math.max(0, x))}px ${Math.min(end, Math.max(0, y))}px`;
    grip.classList.toggle("rd-left", x > end - 40); // the button lies on the side where there is room
    grip.classList.toggle("rd-below", y < 70);
  }

  /** A tool holds the pointer: touch draws instead of scrolling.
   *  @param {Tool | null} now */
  function tool(now) {
    root.classList.toggle("rd-tool", Boolean(now));
    box.style.cursor = now?.cursor ?? "";
  }

  return { root, box, canvas, words, beyond, handle, tool };
}
