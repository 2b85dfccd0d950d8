// Points out of a CSV: a file that is chosen or dropped, or text that is pasted. The server reads the text.
// @ts-check
import { constants } from "../kit/constants.js";

import { make } from "../kit/part.js";
import { onLanguage, show, t } from "../kit/texts.js";
import { dialog } from "./dialog.js";

/** {open, say}: the dialog; send(payload) gets the text.
 *  @param {Element} parent  @param {Send} send */
export function csv(parent, send) {
  const { rows, bytes } = constants().own;
  const ground = dialog(parent, "csv", {
    title: "own.csv_title",
    done: "own.csv_use",
    onDone: () => submit(area.value),
  });
  const help = make("p", "rd-muted");
  const file = Object.assign(make("input"), {
    type: "file",
    accept: ".csv,.tsv,.txt,text/csv,text/plain",
    hidden: true,
  });
  const choose = Object.assign(make("button", "rd-pill"), { type: "button" });
  choose.dataset.do = "file";
  const drop = make("span", "rd-muted");
  const row = make("div", "rd-csv-file");
  row.append(choose, drop, file);
  const area = Object.assign(make("textarea"), { rows: 7, spellcheck: false });
  area.placeholder = "x, y\n0.5, 1.25\n−3.1, 4e-2".replace("−", "-");
  ground.body.append(help, row, area);

  choose.addEventListener("click", () => file.click());
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen) read(chosen);
    file.value = ""; // so that the same file can be chosen again, mended
  });
  ground.root.addEventListener("dragover", (event) => {
    event.preventDefault();
    ground.root.classList.add("rd-dropping");
  });
  ground.root.addEventListener("dragleave", () => ground.root.classList.remove("rd-dropping"));
  ground.root.addEventListener("drop", (event) => {
    event.preventDefault();
    ground.root.classList.remove("rd-dropping");
    const dropped = event.dataTransfer?.files[0];
    if (dropped) read(dropped);
  });

  /** @param {File} chosen */
  async function read(chosen) {
    if (chosen.size > bytes) {
      const size = Math.ceil(chosen.size / 1e6);
      return ground.say({ key: "own.too_large", args: { name: chosen.name, size, most: bytes / 1e6 } }, true);
    }
    try {
      submit(decoded(new Uint8Array(await chosen.arrayBuffer())));
    } catch {
      ground.say({ key: "own.unreadable", args: { name: chosen.name } }, true);
    }
  }

  /** @param {string} text */
  function submit(text) {
    if (text.length > bytes)
      return ground.say({ key: "own.too_long", args: { count: text.length, most: bytes } }, true);
    ground.say({ key: "own.reading" });
    send({ kind: "csv", text });
  }

  function label() {
    help.textContent = t("own.csv_help", { most: show(rows) });
    choose.textContent = t("own.csv_choose");
    drop.textContent = t("own.csv_drop");
    area.setAttribute("aria-label", t("own.csv_paste"));
  }
  onLanguage(label);
  label();
  return ground;
}

/** Text of a file: UTF-8, or the UTF-16 that spreadsheets write, known by its mark.
 *  @param {Uint8Array<ArrayBuffer>} bytes */
function decoded(bytes) {
  const [a, b] = bytes;
  const wide = a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(wide).decode(bytes);
}
