// Small multiples from the same noise: one step before, one step after, many steps, the data.
import { unpack } from "./codec.js";
import { keepDrawn, make, onWidth, scatter } from "./part.js";
import { t } from "./texts.js";
import { colours } from "./theme.js";

export function mount({ element, props, watch }) {
  const box = element.querySelector(".rd-race");
  const title = make("h3", "rd-title");
  const row = make("div", "rd-race-row");
  box.append(title, row);

  function draw(value) {
    title.textContent = t("race.title");
    const items = (value?.items ?? []).map((item) => ({ ...item, xy: Object.values(unpack(item.points).arrays)[0].data }));
    if (!items.length) return row.replaceChildren(make("p", "rd-muted", t("race.empty")));
    const extent = reach(items);
    const inks = colours(element);
    row.style.setProperty("--items", items.length);
    row.replaceChildren(
      ...items.map((item) => {
        const figure = make("figure");
        const canvas = make("canvas");
        const words = t(item.label, item.args);
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", t("race.summary", { label: words, points: item.xy.length / 2 }));
        figure.append(canvas, make("figcaption", "", words));
        requestAnimationFrame(() => canvas.clientWidth && scatter(canvas, canvas.clientWidth, item.xy, inks[item.role], extent));
        return figure;
      }),
    );
  }
  keepDrawn({ props, watch }, draw, { theme: true });
  onWidth(box, () => draw(props.value));
}

/** One scale for all, set by the data where it is among them: what strays is cut, not shrunk to. */
function reach(items) {
  const judge = items.filter((item) => item.role === "data");
  const values = (judge.length ? judge : items).flatMap((item) => Array.from(item.xy, Math.abs)).filter(Number.isFinite);
  values.sort((a, b) => a - b);
  return 1.25 * (values[Math.floor(0.995 * (values.length - 1))] || 1);
}
