// Where the models run, how to start them on a GPU; it asks the server once, and tells the other parts the answer.
// @ts-check
import { whenMounted } from "../kit/mounted.js";
import { around, find, keepDrawn, make } from "../kit/part.js";
import { addWords, t } from "../kit/texts.js";
import { dress, setFetch, setOffer } from "./store.js";

const COMMAND = `git clone https://huggingface.co/spaces/{space} rd-lab && cd rd-lab
python3.11 -m venv .venv && .venv/bin/pip install -r requirements.txt
.venv/bin/python app.py`;
const HERE = `python3.11 -m venv .venv && .venv/bin/pip install -r requirements.txt
.venv/bin/python app.py`;
const EMPTY =
  ".rd-notice, .rd-pulse, .rd-lost, .rd-published, .rd-sdconfirm, .rd-sdabout, .rd-sdgrid, .rd-sdstrip, .rd-sdnumbers";

/** @param {Mount<(Offer & {words: Words, space?: string}) | null>} part */
export function mount({ element, props, trigger, server, watch }) {
  dress();
  setFetch((name) => server.sd_picture(name));
  const box = find(element, ".rd-sdabout");
  keepDrawn({ props, watch }, (value) => {
    if (!value) return;
    addWords(value.words);
    if (!value.kind) return;
    setOffer(value);
    const tab = around(element, ".rd-sd");
    if (tab) tab.dataset.kind = value.kind;
    const says = make("p", "rd-sdabout-says", t(`sd.where.${value.kind}`));
    box.replaceChildren(says, ...(["cpu", "none"].includes(value.kind) ? how(value) : []));
  });
  whenMounted(element.closest(".rd-sd"), () => trigger("input"), EMPTY);
}

/** @param {{kind: string | null, space?: string}} about */
function how({ kind, space }) {
  const code = space ? COMMAND.replace("{space}", space) : HERE;
  const command = make("div", "rd-sdabout-command");
  const text = make("pre");
  text.tabIndex = 0;
  text.append(make("code", "", code));
  const copy = make("button", "rd-pill", t("sd.copy"));
  copy.type = "button";
  copy.addEventListener("click", async () => {
    await copied(code, text);
    copy.textContent = t("sd.copied");
    setTimeout(() => (copy.textContent = t("sd.copy")), 1500);
  });
  command.append(text, copy);
  const there = kind === "none" ? [make("p", "rd-muted rd-sdabout-space", t("sd.where.space"))] : [];
  return [make("p", "rd-muted", t(space ? "sd.where.clone" : "sd.where.how")), command, ...there];
}

/** Into the clipboard; a page that may not write there selects the text instead.
 *  @param {string} code  @param {Node} text */
async function copied(code, text) {
  try {
    await navigator.clipboard.writeText(code);
  } catch {
    getSelection()?.selectAllChildren(text);
  }
}
