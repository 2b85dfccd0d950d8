// How far a comparison is as a whole, while it runs.
// @ts-check

import { find, keepDrawn } from "../kit/part.js";
import { progressBar } from "../kit/progress_bar.js";
import { t } from "../kit/texts.js";
import { running } from "./heads.js";

/** @param {Mount<{columns: import("./heads.js").Column[]} | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-whole");
  const { tell } = progressBar(box);
  keepDrawn({ props, watch }, (value) => {
    const columns = value?.columns ?? [];
    box.hidden = !columns.some(running);
    if (box.hidden) return;
    const done = columns.reduce((sum, column) => sum + column.done, 0) / columns.length;
    const over = columns.filter((column) => column.phase === "done").length;
    tell(
      done,
      t(`compare.whole.${slowest(columns)}`, {
        percent: Math.round(100 * done),
        over,
        count: columns.length,
      }),
    );
  });
}

/** What the column that is furthest behind is doing.
 *  @param {import("./heads.js").Column[]} columns */
function slowest(columns) {
  const under = columns.filter(running);
  const last = under.reduce((last, column) => (column.done < last.done ? column : last), under[0]);
  return last.phase;
}
