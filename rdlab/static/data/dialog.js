// A dialog over the page: a heading, a body, one line of words, and buttons. Keys inside stay inside.
// @ts-check
import { make } from "../kit/part.js";
import { rich } from "../kit/sentence.js";
import { onLanguage, t } from "../kit/texts.js";

/** {root, body, open, close, say}; `title`, `cancel` and `done` are keys of texts; onCancel also for Escape.
 *  @param {Element} parent  @param {string} name
 *  @param {{title: string, done: string, onDone: () => void, onCancel?: () => void}} options */
export function dialog(parent, name, { title, done, onDone, onCancel = () => {} }) {
  const root = make("dialog", `rd-part rd-dialog rd-dialog-${name}`);
  const heading = make("h2");
  const note = make("span", "rd-dialog-note");
  const body = make("div", "rd-dialog-body");
  const words = make("p", "rd-dialog-words");
  words.setAttribute("role", "status");
  const cancelled = make("button", "rd-pill");
  const finished = make("button", "rd-pill rd-primary");
  const head = make("div", "rd-dialog-head");
  const foot = make("div", "rd-dialog-foot");
  head.append(heading, note);
  foot.append(words, cancelled, finished);
  root.append(head, body, foot);
  parent.append(root);
  [cancelled.type, finished.type] = ["button", "button"];
  finished.dataset.do = "done";
  cancelled.dataset.do = "cancel";
  cancelled.addEventListener("click", () => {
    onCancel();
    root.close();
  });
  finished.addEventListener("click", onDone);
  root.addEventListener("cancel", onCancel);
  root.addEventListener("keydown", (event) => event.stopPropagation()); // the page's own keys rest
  heading.id = `rd-dialog-${name}`;
  root.setAttribute("aria-labelledby", heading.id);
  /** @type {Sentence | null} */
  let said = null;
  /** @type {(sentence: Sentence | null, error?: boolean) => void} */
  const say = (sentence, error = false) => {
    said = sentence;
    words.replaceChildren(...(sentence ? rich(sentence) : []));
    words.classList.toggle("rd-wrong", error);
    words.setAttribute("role", error ? "alert" : "status");
  };
  onLanguage(label);
  label();
  function label() {
    heading.textContent = t(title);
    cancelled.textContent = t("own.cancel");
    finished.textContent = t(done);
    if (said) words.replaceChildren(...rich(said));
  }
  function open() {
    say(null);
    root.showModal();
  }
  return {
    root,
    body,
    note,
    finished,
    say,
    open,
    close: () => root.close(),
  };
}
