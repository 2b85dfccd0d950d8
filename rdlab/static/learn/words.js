// Names of models and measured numbers, in words.
// @ts-check
import { formName, stageName } from "../kit/names.js";
import { decimal, has, t } from "../kit/texts.js";

/** "vp/rectified-1" -> "VP, rectified".
 *  @param {string} model */
export function modelName(model) {
  const [form, kind] = model.replace(/(\/as-[a-z_]+)-\d+$/, "$1").split("/"); // of several trainings: all the same
  const key = `learn.kind.${kind === `as-${form}` ? "as-own" : kind}`;
  const [, series, number] = /^([a-z]+)-(\d+)$/.exec(kind) ?? []; // one of many that differ in a number
  const one = `learn.kind.${series}`;
  const name = has(key) ? t(key) : has(one) ? t(one, { number }) : stageName(kind);
  return t("learn.model", { form: formName(form), kind: name });
}

const MOST_TIMES = 100; // a ratio beyond is as good as any larger one: what it is of is nearly 0

/** A number with its unit, as ["0.08", "std"]; shares are percentages.
 *  @param {number} value  @param {string} unit  @returns {[string, string]} */
export function measured(value, unit) {
  if (unit === "none") return [number(value), ""];
  if (unit === "count") return [String(value), t("lesson.unit.count")];
  if (unit === "ratio" && value > MOST_TIMES) return [`> ${MOST_TIMES}`, t("lesson.unit.ratio")];
  const percent = unit === "share" && Number.isFinite(value);
  const shown = !percent
    ? number(value)
    : Math.abs(value) >= 0.0995
      ? (100 * value).toFixed(0)
      : number(100 * value);
  return [shown, t(`lesson.unit.${unit}`)];
}

/** As read beside a criterion: small numbers keep three decimals.
 *  @param {number} value */
export function number(value) {
  if (!Number.isFinite(value)) return "∞";
  const size = Math.abs(value);
  if (size > 0 && size < 0.00005) return "< 0.0001";
  return size >= 0.0995 || size === 0 ? decimal(value) : value.toFixed(size < 0.00095 ? 4 : 3);
}

/** A bound: as it is written in the lesson.
 *  @param {number} value  @param {string} unit */
export function bound(value, unit) {
  const share = unit === "share" ? 100 * value : value;
  return `${Number(share.toPrecision(3))}${["none", "count"].includes(unit) ? "" : ` ${t(`lesson.unit.${unit}`)}`}`;
}
