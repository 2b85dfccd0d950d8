// Models by steps, all from the same noise, filled as the pictures come.
// @ts-check
import { find, keepDrawn, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { decimal, t } from "../kit/texts.js";
import { frame } from "./picture.js";
import { keepOnly } from "./store.js";
import { fileName, lasting } from "./words.js";

/** @typedef {{prompt: string, seed: number, columns: number[], rows: Row[], cells: Record<string, Cell>}} Grid */

/** @typedef {{key: string, name: string, guidance: number, steps: number[]}} Row */

/** @typedef {{state?: string, id?: string, preview?: string, seconds?: number, gap?: number, error?: Sentence}} Cell */

/** @param {Mount<Grid | null>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-sdgrid");
  const title = make("h3", "rd-sdgallery-title");
  const prompt = make("p", "rd-muted rd-sdgallery-prompt");
  const scroller = make("div", "rd-sdgrid-scroll");
  const note = make("p", "rd-muted");
  box.append(title, prompt, scroller, note);
  /** @type {Map<string, [string, HTMLElement]>} */
  const drawn = new Map();

  keepDrawn({ props, watch }, (value) => {
    title.textContent = value ? t("sd.grid") : t("sd.grid.empty");
    title.classList.toggle("rd-muted", !value);
    prompt.textContent = value?.prompt ?? "";
    note.textContent = value ? t("sd.grid.note", { seed: String(value.seed) }) : "";
    scroller.hidden = !value;
    if (!value) return drawn.clear();
    keepOnly(
      "grid",
      Object.values(value.cells).map((cell) => cell.id),
    );
    scroller.tabIndex = 0;
    scroller.setAttribute("aria-label", title.textContent);
    const table = make("table");
    const top = table.createTHead().insertRow();
    top.append(make("td"), ...value.columns.map((steps) => head(stepsIn(steps), "col")));
    const body = table.createTBody();
    value.rows.forEach((row, r) => {
      const line = body.insertRow();
      const name = head(row.name, "row");
      name.append(make("span", "rd-muted", t("sd.grid.guidance", { guidance: String(row.guidance) })));
      line.append(name, ...value.columns.map((steps, c) => kept(value, row, steps, `${r}-${c}`)));
    });
    scroller.replaceChildren(table);
  });

  /** A cell that shows what it did stays the same element, so that its image does not blink.
   *  @param {Grid} value  @param {Row} row  @param {number} steps  @param {string} place */
  function kept(value, row, steps, place) {
    const cell = value.cells[place];
    const told = JSON.stringify([cell, row.key, steps, value.seed, t("sd.close")]);
    const last = drawn.get(place);
    const element = last?.[0] === told ? last[1] : cellOf(value, row, steps, cell);
    drawn.set(place, [told, element]);
    return element;
  }
}

/** @param {string} words  @param {string} scope */
function head(words, scope) {
  const th = make("th", "", words);
  th.scope = scope;
  return th;
}

/** @param {number} steps */
function stepsIn(steps) {
  return steps === 1 ? t("sd.grid.one_step") : t("sd.grid.steps", { steps: String(steps) });
}

/** @param {Grid} value  @param {Row} row  @param {number} steps  @param {Cell | undefined} cell */
function cellOf({ seed }, row, steps, cell) {
  const whole = make("td", "rd-sdcell");
  const state = cell?.state ?? "no";
  whole.dataset.state = state;
  whole.dataset.model = row.key;
  whole.dataset.steps = String(steps);
  const place = make("div", "rd-sdtile-place");
  whole.append(place);
  if (cell?.id) {
    const caption = `${row.name} · ${stepsIn(steps)} · ${t("sd.tile.seed", { seed: String(seed) })}`;
    place.append(frame(cell.id, { caption, file: fileName(row.key, steps, seed), seed }));
    const told = [
      cell.seconds === undefined ? "" : lasting(cell.seconds),
      Number.isFinite(cell.gap) ? t("sd.grid.gap", { gap: decimal(cell.gap) }) : "",
    ];
    whole.append(make("p", "rd-sdcell-told rd-muted", told.filter(Boolean).join(" · ")));
  } else if (cell?.preview) {
    const image = make("img", "rd-sdpreview");
    Object.assign(image, { src: cell.preview, alt: t("sd.grid.running") });
    place.append(image);
  } else place.append(words(state, row, cell));
  return whole;
}

/** @param {string} state  @param {Row} row  @param {Cell | undefined} cell */
function words(state, row, cell) {
  const told = make("p", "rd-sdtile-words rd-muted");
  if (state === "no") told.textContent = t("sd.grid.no", { allowed: row.steps.map(String) });
  else if (state === "flagged") told.textContent = t("sd.tile.flagged");
  else if (state === "failed" && cell?.error) told.append(...rich(cell.error));
  else told.textContent = t(`sd.grid.${state}`);
  return told;
}
