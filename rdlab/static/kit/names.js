// Names of stages and forms as people read them.
// @ts-check
import { has, t } from "./texts.js";

/** "rectified-2" -> "Rectified × 2"; an unknown stage shows its own name.
 *  @param {string | null | undefined} stage */
export function stageName(stage) {
  const [, kind, number] = /^([a-z_]+?)(?:-(\d+))?$/.exec(stage ?? "") ?? [];
  return has(`panel.${kind}`) ? t(`panel.${kind}`, { k: number ?? "" }) : (stage ?? "");
}

/** @param {string | null | undefined} form */
export function formName(form) {
  return has(`form.${form}`) ? t(`form.${form}`) : (form ?? "");
}
