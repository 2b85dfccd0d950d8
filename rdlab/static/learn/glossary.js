// All symbols and terms, and how the papers write them, in a dialog.
// @ts-check

import { find, keepDrawn, make } from "../kit/part.js";
import { has, keysOf, t } from "../kit/texts.js";

const COLUMNS = ["what", "rd", "rf", "here"];

/** Opens the glossary over the page; its words come with a lesson. */
export function openGlossary() {
  if (!has("glossary.title")) return;
  const dialog = make("dialog", "rd-part rd-dialog rd-glossary");
  const head = make("div", "rd-dialog-head");
  const title = make("h2", "", t("glossary.title"));
  const close = make("button", "rd-pill", t("glossary.close"));
  title.id = "learn-glossary";
  close.type = "button";
  dialog.setAttribute("aria-labelledby", title.id);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  head.append(title, close);
  dialog.append(head, ...list("symbol", "glossary.symbols"), ...papers(), ...list("term", "glossary.terms"));
  (document.querySelector(".gradio-container") ?? document.body).append(dialog);
  dialog.showModal();
}

/** @param {string} kind  @param {string} heading */
function list(kind, heading) {
  const all = make("dl");
  for (const key of keysOf(`glossary.${kind}.`, ".name"))
    all.append(make("dt", "", t(key)), make("dd", "", t(key.replace(/name$/, "means"))));
  return [make("h3", "", t(heading)), all];
}

/** The same things in the papers and here. */
function papers() {
  const scroller = make("div", "rd-table rd-table-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "group");
  scroller.setAttribute("aria-label", t("glossary.papers"));
  const table = make("table");
  const top = table.createTHead().insertRow();
  for (const column of COLUMNS) top.append(cell("col", t(`glossary.papers.${column}`)));
  const body = table.createTBody();
  for (const key of keysOf("glossary.row.", ".what")) {
    const row = body.insertRow();
    row.append(cell("row", t(key)));
    for (const column of COLUMNS.slice(1)) row.append(make("td", "", t(key.replace(/what$/, column))));
  }
  scroller.append(table);
  return [make("h3", "", t("glossary.papers")), scroller];
}

/** @param {string} scope  @param {string} text */
function cell(scope, text) {
  const heading = make("th", "", text);
  heading.scope = scope;
  return heading;
}

/** The button that opens it.
 *  @param {Mount<unknown>} part */
export function mount({ element, props, watch }) {
  const box = find(element, ".rd-terms");
  const button = make("button", "rd-pill");
  button.type = "button";
  button.addEventListener("click", openGlossary);
  box.append(button);
  keepDrawn({ props, watch }, () => {
    button.textContent = t("learn.glossary");
  });
}
