// One finished picture: shown, enlarged, downloaded; its file, with the settings in it, is fetched once.
// @ts-check
import { make } from "../kit/part.js";
import { t } from "../kit/texts.js";
import { form, picture } from "./store.js";

/** @typedef {{caption: string, file: string, seed: number}} About */

/** A button with the picture; a press enlarges it. about: {caption, file, seed}, the caption in the page's words.
 *  @param {string} name  @param {About} about */
export function frame(name, about) {
  const button = make("button", "rd-sdframe");
  button.type = "button";
  const image = make("img");
  image.alt = about.caption;
  button.append(image);
  button.setAttribute("aria-label", t("sd.enlarge", { what: about.caption }));
  button.addEventListener("click", () => image.src && enlarge(image.src, about));
  picture(name).then((address) => {
    if (address) image.src = address;
    else button.replaceWith(make("p", "rd-sdtile-words rd-muted", t("sd.tile.gone")));
  });
  return button;
}

/** A link that saves the file.
 *  @param {string} name  @param {string} file */
export function saver(name, file) {
  const link = make("a", "rd-pill rd-sdsave", t("sd.download"));
  link.download = file;
  picture(name).then((address) => {
    if (address) link.href = address;
    else link.remove();
  });
  return link;
}

/** @param {string} address  @param {About} about */
function enlarge(address, { caption, file, seed }) {
  const dialog = make("dialog", "rd-part rd-sdlarge");
  const image = make("img");
  image.src = address;
  image.alt = caption;
  const line = make("div", "rd-sdlarge-line");
  const save = make("a", "rd-pill rd-sdsave", t("sd.download"));
  Object.assign(save, { href: address, download: file });
  const reuse = make("button", "rd-pill", t("sd.reuse"));
  reuse.type = "button";
  reuse.addEventListener("click", () => {
    form.useSeed(seed);
    dialog.close();
  });
  const close = make("button", "rd-pill", t("sd.close"));
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  line.append(make("span", "", caption), save, reuse, close);
  dialog.append(image, line);
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  (document.querySelector(".gradio-container") ?? document.body).append(dialog);
  dialog.showModal();
}
