// Runs once when the page opens: the language, remembered and the same in Gradio's labels and in our own.
// @ts-check
import { followTab, rememberTab } from "./kit/address.js";
import { remember, remembered } from "./kit/kept.js";
import { showConnection } from "./kit/lost_connection.js";
import { language, onLanguage, setLanguage } from "./kit/texts.js";
import { followAddress } from "./learn/address.js";

const REMEMBERED = "language";

/** Gradio has no public call for this; its own settings dialog uses the same function of the same module.
 *  @param {string} locale */
async function tellGradio(locale) {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const core = loaded.find((name) => /\/assets\/core-[^/]*\.js$/.test(name));
  if (core) (await import(core)).changeLocale?.(locale);
}

function apply() {
  const locale = language() === "zh" ? "zh-CN" : "en";
  document.documentElement.lang = locale;
  tellGradio(locale);
}

function switchLanguage() {
  const chosen = language() === "zh" ? "en" : "zh";
  remember(REMEMBERED, chosen);
  setLanguage(chosen);
}

window.rdlab = { switchLanguage };
showConnection();
followAddress();
followTab(
  "#tab-sd-button",
  () => location.hash === "#sd",
  () => "#sd",
);
rememberTab("[role=tab][id^=tab-]");
onLanguage(apply);
const chosen = remembered(REMEMBERED);
if (chosen === "en" || chosen === "zh") setLanguage(chosen);
else apply();
