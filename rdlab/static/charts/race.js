// Step race, small multiples: a row for each stage and solver, a column for each number of steps, the same noise.
// @ts-check

import { stageName } from "../kit/names.js";
import { find, keepDrawn, make, onWidth, scatter } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { colours } from "../kit/theme.js";
import { unpack } from "../math/codec.js";

/** @typedef {{stage: string, role: string, solver: string, points: Packed[]}} Row */

/** @param {Mount<{steps: number[], rows: Row[]} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-race");
  const title = make("h3", "rd-title");
  const grid = make("div", "rd-race-grid");
  box.append(title, grid);

  /** @param {{steps: number[], rows: Row[]} | null} value */
  function draw(value) {
    title.textContent = t("race.title");
    const rows = (value?.rows ?? []).map((row) => ({
      ...row,
      cells: row.points.map((points) => Object.values(unpack(points).arrays)[0].data),
    }));
    if (!value || !rows.length) return grid.replaceChildren(make("p", "rd-muted", t("race.empty")));
    const extent = reach(rows);
    const inks = colours(element);
    const { steps } = value;
    grid.style.setProperty("--columns", String(steps.length));
    const heads = steps.map((count) =>
      make("span", "rd-race-head", count === 1 ? t("race.one") : t("race.many", { count })),
    );
    const nodes = rows.flatMap((row) => {
      const words = t("race.row", { stage: stageName(row.stage), solver: { key: `solver.${row.solver}` } });
      const canvases = row.cells.map((xy, i) => {
        const canvas = make("canvas");
        Object.assign(canvas.dataset, { stage: row.stage, solver: row.solver, steps: steps[i] });
        canvas.setAttribute("role", "img");
        canvas.setAttribute(
          "aria-label",
          t("race.summary", { label: `${words}, ${heads[i].textContent}`, points: xy.length / 2 }),
        );
        requestAnimationFrame(
          () => canvas.clientWidth && scatter(canvas, canvas.clientWidth, xy, inks[row.role], extent, 0.75),
        );
        return canvas;
      });
      return [make("p", `rd-race-row rd-${row.role}`, words), ...canvases];
    });
    grid.replaceChildren(...heads, ...nodes);
  }
  keepDrawn({ props, watch }, draw, { theme: true });
  onWidth(grid, () => draw(props.value));
  element.rdlab = { value: () => props.value };
}

/** Half the side of a square that holds the samples after many steps, the same for all pictures.
 *  @param {{cells: Float32Array[]}[]} rows */
function reach(rows) {
  const many = rows
    .flatMap(({ cells }) => Array.from(cells[cells.length - 1], Math.abs))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return Math.min(4, Math.max(1, 1.15 * (many[Math.floor(0.995 * many.length)] ?? 2)));
}
