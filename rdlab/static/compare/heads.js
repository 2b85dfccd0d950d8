// Title and progress of each column, and the number of columns for the board around them.
// @ts-check

import { whenMounted } from "../kit/mounted.js";
import { around, find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { group } from "../stage/bus.js";
import { setBusy } from "../stage/clock.js";
import { showMore } from "./more_columns.js";

/** @typedef {{title: string, phase: string, step: number, steps: number, done: number, seconds?: number}} Column */

/** @param {Mount<{columns: Column[]} | null, {group: string}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-heads");
  box.classList.add("rd-board-grid");
  const board = around(element, ".rd-board");
  if (board) showMore(board, () => (box.lastElementChild?.clientWidth ?? 0) + 8);
  keepDrawn({ props, watch }, (value) => {
    const columns = value?.columns ?? [];
    const page = around(element, ".rd-compare");
    page?.style.setProperty("--columns", String(columns.length));
    if (page) page.dataset.columns = String(columns.length);
    while (box.children.length > 1 + columns.length) box.lastChild?.remove();
    if (!box.children.length) box.append(make("span"));
    setBusy(group(props.group), columns.some(running));
    columns.forEach((column, i) =>
      draw(/** @type {HTMLElement} */ (box.children[1 + i] ?? box.appendChild(head())), column),
    );
  });
  whenMounted(element.closest(".rd-compare"), () => trigger("input"));
}

/** Whether a column is under way.
 *  @type {(column: {phase: string}) => boolean} */
export const running = ({ phase }) => !["idle", "stopped", "done"].includes(phase);

function head() {
  const line = make("div", "rd-head");
  const bar = make("div", "rd-head-bar");
  bar.setAttribute("role", "progressbar");
  bar.append(make("i"));
  line.append(make("h3", "rd-head-title"), make("span", "rd-head-phase"), bar);
  return line;
}

/** @param {HTMLElement} line  @param {Column} column */
function draw(line, column) {
  const [title, phase, bar] = /** @type {HTMLElement[]} */ ([...line.children]);
  const percent = Math.round(100 * column.done);
  title.textContent = t(column.title);
  phase.textContent = t(`compare.phase.${column.phase}`, {
    ...column,
    part: Math.round((100 * column.step) / column.steps),
  });
  phase.title = phase.textContent ?? "";
  line.dataset.phase = column.phase;
  bar.setAttribute("aria-valuenow", String(percent));
  bar.setAttribute("aria-label", t("compare.progress", { title: t(column.title), percent }));
  bar.classList.toggle("rd-running", running(column));
  find(bar, "i").style.width = `${100 * column.done}%`;
}
