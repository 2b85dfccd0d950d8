// Over a stage: which stage it shows, and a menu of the others. Picking retrains nothing.
// @ts-check

import { constants } from "../kit/constants.js";
import { stageName } from "../kit/names.js";
import { find, keepDrawn, make } from "../kit/part.js";
import { t } from "../kit/texts.js";

/** @typedef {{all: string[], picked: string[], before: string | null, after: string | null}} Stages */

const FOLLOW = "";

/** exact, base or rectified: the colour of a stage's name. As wire.role_of.
 *  @param {string} stage */
export function roleOf(stage) {
  return constants().roles[stage] ?? "rectified";
}

/** @param {Mount<Stages | null, {slot: "before" | "after"}>} part */
export function mount({ element, props, watch, trigger }) {
  const box = find(element, ".rd-pick");
  const name = make("span", "rd-pick-name");
  const menu = make("select");
  box.append(name, make("span", "rd-pick-arrow", "▾"), menu);
  menu.addEventListener("change", () => {
    trigger("input", { slot: props.slot, stage: menu.value === FOLLOW ? null : menu.value });
  });

  keepDrawn({ props, watch }, (value) => {
    const shown = value?.[props.slot] ?? null;
    const picked = value?.picked?.includes(props.slot);
    const all = [...new Set([...(value?.all ?? []), ...(shown ? [shown] : [])])];
    box.hidden = !value;
    box.className = `rd-part rd-pick rd-${shown ? roleOf(shown) : "muted"}`;
    name.textContent = shown ? stageName(shown) : t("pick.none");
    const options = all.map((stage) => new Option(stageName(stage), stage, false, stage === shown));
    if (!shown) options.unshift(new Option(t("pick.none"), FOLLOW, false, true));
    else if (picked) options.push(new Option(t("pick.follow"), FOLLOW));
    menu.replaceChildren(...options);
    menu.setAttribute("aria-label", t(`pick.${props.slot}`));
    menu.title = t("pick.help");
  });
}
