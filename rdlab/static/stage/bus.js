// State shared by the stages and bars of one group: the clock, what is shown, the coordinates, the zoom.
// @ts-check
const groups = new Map();

export function group(name) {
  if (!groups.has(name)) groups.set(name, new Group(name));
  return groups.get(name);
}

export const shownByDefault = {
  samples: true,
  paths: true,
  firstOrder: true,
  density: true,
  field: false,
  heat: false,
  mesh: false,
  pairs: false,
  conditional: false,
};

class Group {
  constructor(name) {
    this.name = name;
    this.state = {
      tau: 0.65, // clock: 0 is noise, 1 is data; phi = (1 - tau) pi / 2 for every form
      playing: false,
      speed: 1,
      loop: false,
      busy: false, // networks are trained for these stages: the clock runs when that is over, or slowly
      nodes: {}, // by slot: the clock's values at the solver's steps
      shown: { ...shownByDefault },
      field: "velocity", // of shown.field: velocity, score, epsilon, x0
      pairing: "random", // of shown.pairs: random, model
      coords: "x", // x, x/alpha, x/sigma, u, unrolled; own: each panel as it asks for
      axis: 0, // of unrolled: 0 horizontal, 1 vertical
      morph: null, // {form, amount}: x in part carried over into another form
      launch: null, // {z: [a, b]}: the noise of a path that a visitor has launched
      tool: null, // what takes the pointer on the stages instead of zoom and launch, see tool() in stage.js
      zoom: {}, // by form and coordinates: {k, x, y}; stages of the same form look at the same window
      fit: {}, // by slot: {key, extent}
      bend: {}, // by slot: arc over chord - 1 of the paths as a morph draws them
      roles: {}, // by slot: the role of the stage shown there
    };
    this.listeners = new Set();
  }

  set(patch) {
    Object.assign(this.state, patch);
    const changed = new Set(Object.keys(patch));
    this.listeners.forEach((listener) => listener(changed));
  }

  /** Asks every stage of the group for a frame. */
  redraw() {
    this.set({});
  }

  on(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

// A small window for people at the console and for tests: what is drawn, not how.
export const registry = { groups, stages: [] };
window.__rdlab = Object.assign(window.__rdlab ?? {}, registry);

/** The stage of a group shown in a slot; undefined before it is there. */
export function stageAt(group, slot) {
  return registry.stages.find(
    (stage) => stage.group === group && stage.slot === slot && stage.element.isConnected,
  );
}
