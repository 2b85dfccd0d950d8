// Own data: three pills (draw, CSV, edit the mixture) and what they open. What a visitor makes is sent once, by an
// event of its own, and again only when the server asks for it.
// @ts-check

import { keep, kept } from "../kit/kept.js";
import { find, make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { onLanguage, t } from "../kit/texts.js";
import { csv } from "./csv.js";
import { drawing } from "./draw.js";
import { mixtureEditor } from "./mixture.js";
import { store } from "./store.js";

const KEPT = "own-data";
const MOST_KEPT = 1_000_000; // characters: a browser keeps five million of a site

/** @typedef {Partial<OwnShown> & {wanted?: unknown, error?: Sentence, edit?: MixturePlace}} Answer */

/** @typedef {{say?: (sentence: Sentence, error?: boolean) => void, fail?: (words: string) => void, close?: () => void}} Who */

/** @param {Mount<Answer | null, {group: string}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-own");
  const shared = store(props.group);
  /** @type {{payload: Record<string, unknown>, who: Who | null} | null} */
  let sent = null; // on its way: {payload, from}
  /** @type {Record<string, unknown> | null} */
  let taken = kept(KEPT); // what the server has taken

  /** @type {(who: () => Who) => Send} */
  const from = (who) => (payload) => {
    sent = { payload: { ...payload, turn: Date.now() }, who: who() }; // they may arrive in another order
    trigger("submit", sent.payload);
  };
  const draw = drawing(
    box,
    from(() => draw),
  );
  const table = csv(
    box,
    from(() => table),
  );
  const editor = mixtureEditor(
    props.group,
    from(() => editor),
    (on) => pills.mixture.setAttribute("aria-pressed", String(on)),
  );
  /** @type {Record<string, () => void>} */
  const acts = {
    draw: () => draw.open(),
    csv: () => table.open(),
    mixture: () => (editor.active() ? editor.end() : trigger("edit")),
  };
  const row = make("div", "rd-own-row");
  const pills = Object.fromEntries(
    Object.keys(acts).map((name) => {
      const pill = make("button", "rd-pill");
      pill.type = "button";
      pill.dataset.open = name;
      pill.addEventListener("click", acts[name]);
      row.append(pill);
      return [name, pill];
    }),
  );
  box.prepend(row);

  shared.on((what) => what === "chosen" && editor.end());
  watch("value", () => props.value && take(props.value));
  onLanguage(label);
  label();

  /** What the server says: {wanted}, {error}, {edit} or the data it has taken.
   *  @param {Answer} value */
  function take(value) {
    if (value.wanted) {
      sent = { payload: taken ?? { kind: "none" }, who: null };
      trigger("submit", sent.payload);
    } else if (value.error) {
      const who = sent?.who;
      sent = null;
      who?.say?.(value.error, true);
      who?.fail?.(
        rich(value.error)
          .map((node) => node.textContent)
          .join(""),
      );
    } else if (value.edit) {
      editor.begin(value.edit);
    } else if (value.kind) {
      taken = sent?.payload ?? taken;
      if (JSON.stringify(taken).length < MOST_KEPT) keep(KEPT, taken);
      sent?.who?.close?.();
      editor.end(true);
      sent = null;
      shared.tell("own", /** @type {OwnShown} */ (value));
    }
  }

  function label() {
    for (const [name, pill] of Object.entries(pills)) {
      pill.textContent = t(`own.${name}`);
      pill.title = t(`own.${name}.help`);
    }
  }
}
