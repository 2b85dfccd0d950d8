// State shared by the stages and bars of one group: the clock, what is shown, the coordinates, the zoom.
// @ts-check
import { keep, kept } from "../kit/kept.js";

const VIEW = ["shown", "coords", "field", "pairing", "axis", "speed", "loop"]; // kept over a reload
/** @type {Map<string, Group>} */
const groups = new Map();

/** @param {string} name  @returns {Group} */
export function group(name) {
  const known = groups.get(name) ?? new Group(name);
  groups.set(name, known);
  return known;
}

/** @type {Record<string, boolean>} */
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

/** State as in types.d.ts; listeners hear which parts of it have changed. */
export class Group {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {GroupState} */
    this.state = {
      tau: 0.65,
      playing: false,
      speed: 1,
      loop: false,
      busy: false,
      nodes: {},
      shown: { ...shownByDefault },
      field: "velocity",
      pairing: "random",
      coords: "x",
      axis: 0,
      morph: null,
      unscaled: 0,
      launch: null,
      tool: null,
      zoom: {},
      fit: {},
      bend: {},
      roles: {},
    };
    const view = kept(`view-${name}`);
    this.remembered = Boolean(view); // what is shown was chosen before the page was loaded anew
    Object.assign(this.state, view);
    /** @type {Set<(changed: Set<string>) => void>} */
    this.listeners = new Set();
  }

  /** @param {Partial<GroupState>} patch */
  set(patch) {
    Object.assign(this.state, patch);
    const changed = new Set(Object.keys(patch));
    this.listeners.forEach((listener) => listener(changed));
    if (VIEW.some((name) => changed.has(name))) this.#keep();
  }

  #keep() {
    const view = Object.entries(this.state).filter(([name]) => VIEW.includes(name));
    keep(`view-${this.name}`, Object.fromEntries(view));
  }

  /** Asks every stage of the group for a frame. */
  redraw() {
    this.set({});
  }

  /** @param {(changed: Set<string>) => void} listener */
  on(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

// A small window for people at the console and for tests: what is drawn, not how.
/** @type {{groups: Map<string, Group>, stages: Stage[]}} */
export const registry = { groups, stages: [] };
window.__rdlab = Object.assign(window.__rdlab ?? {}, registry);

/** The stage of a group shown in a slot; undefined before it is there.
 *  @param {Group} group  @param {string} slot */
export function stageAt(group, slot) {
  return registry.stages.find(
    (stage) => stage.group === group && stage.slot === slot && stage.element.isConnected,
  );
}
