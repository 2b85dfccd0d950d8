// What a stage has really drawn, read back from its own pixels: for tests and the curious.
// @ts-check
import { rgb } from "../kit/theme.js";

/** @param {Stage} stage */
export function readBack(stage) {
  stage.resize(); // it may have come into view just now
  stage.draw();
  const { scene, group, size } = stage;
  if (!scene) throw new Error("not drawn yet");
  const view = stage.view();
  /** @type {(xy: ArrayLike<number>) => Pair} */
  const place = (xy) => [
    (view.left + view.scale * xy[0]) / stage.ratio,
    (view.top - view.scale * xy[1]) / stage.ratio,
  ];
  const pixels = stage.context.getImageData(0, 0, size, size).data;
  const roles = ["data", "base", "rectified", "first-order", "noise"];
  const close = Object.fromEntries(roles.map((role) => [role, 0]));
  const inks = roles.map((role) => rgb(stage.colours[role]));
  let painted = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    if (pixels[i + 3] < 8) continue;
    painted++;
    inks.forEach((ink, r) => {
      if (
        Math.abs(pixels[i] - ink[0]) + Math.abs(pixels[i + 1] - ink[1]) + Math.abs(pixels[i + 2] - ink[2]) <
        24
      )
        close[roles[r]]++;
    });
  }
  const points = scene.lines ? Array.from(scene.now.subarray(0, 16)) : [];
  return {
    slot: stage.slot,
    stage: stage.header?.stage ?? null,
    live: stage.header?.live ?? false,
    step: stage.header?.train?.step ?? null,
    steps: stage.header?.steps ?? 0,
    empty: stage.header?.empty ?? null,
    tau: group.state.tau,
    phi: stage.phi(),
    coords: group.state.coords,
    zoom: stage.zoom(),
    extent: stage.extent(),
    beyond: scene.fit.beyond,
    paths: stage.paths?.count ?? 0,
    samples: (scene.samples?.length ?? 0) / 2,
    data: (scene.data?.length ?? 0) / 2,
    lines: scene.lines?.points.length ?? 0,
    draws: stage.draws,
    size,
    points, // the first eight paths' points at the clock, in view coordinates
    pixels: points.length ? place(points) : null, // the first of them, in CSS pixels of the canvas
    overlay: stage.overlay(),
    ...viewsOf(stage, scene, view),
    painted,
    colours: close,
    label: stage.canvas.getAttribute("aria-label"),
  };
}

/** What the views beyond paths and samples have drawn, in view coordinates.
 *  @param {Stage} stage  @param {Scene} scene  @param {Projection} view */
function viewsOf({ views, group, header }, scene, view) {
  /** @type {(xy: Iterable<number> | null | undefined) => number[] | null} */
  const list = (xy) => (xy ? Array.from(xy) : null);
  const { field, pairs, mesh, meshNow, path } = views;
  return {
    form: header?.form ?? null,
    shown: group.state.shown,
    coordinates: scene.key,
    window: view,
    field: field && { kind: field.kind, at: list(field.at), by: list(field.by), long: field.long },
    pairs: pairs && {
      from: list(pairs.from),
      to: list(pairs.to),
      crossings: pairs.crossings,
      atOneTime: pairs.atOneTime,
    },
    mesh: mesh && { now: list(meshNow), reached: mesh.reached },
    waiting: views.waiting,
    conditional: views.conditional ?? null,
    lesson: views.lesson,
    launched: path && {
      z: [...path.launch.z],
      phi: path.carried.phi,
      x0: (path.carried.hats ?? []).map(([x0]) => [...x0]),
      eps: (path.carried.hats ?? []).map(([, eps]) => [...eps]),
      line: path.carried.paths.lines(scene.seen).points.map((p) => [...p]),
    },
  };
}
