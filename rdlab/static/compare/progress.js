// How far a comparison is as a whole, while it runs.
// @ts-check

import { find, keepDrawn } from "../kit/part.js";
import { progressBar } from "../kit/progress_bar.js";
import { t } from "../kit/texts.js";
import { running } from "./heads.js";

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

/** What the column that is furthest behind is doing. */
function slowest(columns) {
  const { phase } = columns.reduce(
    (last, column) => (running(column) && column.done < last.done ? column : last),
    { done: 2 },
  );
  return phase;
}
