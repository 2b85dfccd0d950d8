// One line at the foot of the page while the server cannot be reached, and when it can be again.
// @ts-check
import { make } from "./part.js";
import { onLanguage, t } from "./texts.js";
import { visit } from "./visit.js";

const SEEN = 2500; // milliseconds that the good news stays

export function showConnection() {
  const line = make("div", "rd-connection");
  line.setAttribute("role", "status");
  line.hidden = true;
  document.body.append(line);
  let key = "";
  /** @param {string} next */
  const say = (next) => {
    key = next;
    line.hidden = !key;
    line.dataset.state = key;
    line.textContent = key ? t(`connection.${key}`) : "";
  };
  visit.on((state) => {
    if (state === "cut") say("cut");
    else if (state === "back" && key === "cut") {
      say("back");
      setTimeout(() => key === "back" && say(""), SEEN);
    } else if (state === "gone") say("");
  });
  onLanguage(() => say(key));
}
