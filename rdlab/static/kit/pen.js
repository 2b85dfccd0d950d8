// A canvas's 2-D context.
// @ts-check

/** Every browser that runs these modules has one.
 *  @param {HTMLCanvasElement} canvas  @returns {CanvasRenderingContext2D} */
export function pen(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no 2-D canvas");
  return context;
}
