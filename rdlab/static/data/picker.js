// Thumbnails of the data sets as one radio group: click, touch, arrow keys.
// @ts-check
import { arrowStep } from "../kit/arrows.js";

import { around, find, keepDrawn, make, onWidth, scatter } from "../kit/part.js";
import { t, tOr } from "../kit/texts.js";
import { colours } from "../kit/theme.js";
import { unpack } from "../math/codec.js";
import { store } from "./store.js";

/** @typedef {{key: string, title: string, points: Packed}} Thumb */

/** @param {Mount<string | null, {group: string, thumbs?: Thumb[]}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-picker");
  const group = make("div", "rd-picker-grid");
  group.setAttribute("role", "radiogroup");
  const caption = make("p", "rd-picker-name");
  box.append(group, caption);
  const shared = store(props.group);
  const thumbs = (props.thumbs ?? []).map(thumb);

  /** @param {Thumb} thumb */
  function thumb({ key, title, points }) {
    const button = make("button");
    button.type = "button";
    button.dataset.key = key;
    button.setAttribute("role", "radio");
    const canvas = make("canvas");
    button.append(canvas);
    group.append(button);
    return { key, title, button, canvas, xy: unpack(points).arrays.points.data };
  }

  /** The visitor's own data: one more thumbnail, from now on.
   *  @param {{points: Packed}} shown */
  function own({ points }) {
    const mine = thumbs.find(({ key }) => key === "own");
    if (mine) mine.xy = unpack(points).arrays.points.data;
    else thumbs.push(thumb({ key: "own", title: "", points }));
    update(props.value);
    paint();
  }
  shared.on((what) => what === "own" && shared.own && own(shared.own));

  /** @type {(key: string, title: string) => string} */
  const words = (key, title) =>
    key === "own" && shared.own
      ? t(`own.of_${shared.own.kind}`, { count: shared.own.count })
      : tOr(`data.${key}`, title);

  /** @param {string} key */
  function choose(key) {
    if (key === props.value) return;
    shared.tell("chosen");
    props.value = key; // Gradio tells its "change" listeners by itself
    update(key);
    trigger("input");
  }
  group.addEventListener("click", (event) => {
    const key = around(event.target, "button")?.dataset.key;
    if (key) choose(key);
  });
  group.addEventListener("keydown", (event) => {
    const at = thumbs.findIndex(({ button }) => button === document.activeElement);
    const columns = getComputedStyle(group).gridTemplateColumns.split(" ").length;
    const step = arrowStep(event.key, true) || columns * arrowStep(event.key);
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = thumbs[(at + step + thumbs.length) % thumbs.length];
    next.button.focus();
    choose(next.key);
  });

  /** @param {string | null} value */
  function update(value) {
    const chosen = thumbs.find(({ key }) => key === value);
    group.setAttribute("aria-label", t("picker.label"));
    thumbs.forEach((thumb, i) => {
      thumb.button.title = words(thumb.key, thumb.title);
      thumb.button.setAttribute("aria-label", thumb.button.title);
      thumb.button.setAttribute("aria-checked", String(thumb === chosen));
      thumb.button.tabIndex = thumb === chosen || (!chosen && i === 0) ? 0 : -1;
    });
    caption.textContent = words(value ?? "", chosen?.title ?? "");
  }
  function paint() {
    const inks = colours(element);
    for (const { canvas, xy } of thumbs) {
      if (canvas.clientWidth) scatter(canvas, canvas.clientWidth, xy, inks.data, 2.35, 0.8, 0.85);
    }
  }
  const draw = (/** @type {string | null} */ value) => {
    update(value);
    paint();
  };
  keepDrawn({ props, watch }, draw, { theme: true });
  onWidth(group, paint);
}
