// State shared by the stages and bars of one group: the clock, what is shown, the coordinates, the zoom.
const groups = new Map();

export function group(name) {
  if (!groups.has(name)) groups.set(name, new Group(name));
  return groups.get(name);
}

export const shownByDefault = { samples: true, paths: true, firstOrder: true, density: true };

class Group {
  constructor(name) {
    this.name = name;
    this.state = {
      tau: 0.65, // clock: 0 is noise, 1 is data; phi = (1 - tau) pi / 2 for every form
      playing: false,
      speed: 1,
      loop: false,
      shown: { ...shownByDefault },
      coords: "x",
      morph: null,
      zoom: {}, // by form: {k, x, y}; stages of the same form look at the same window
      fit: {}, // by slot: {form, extent}
      roles: {}, // by slot: the role of the stage shown there
    };
    this.listeners = new Set();
  }

  set(patch) {
    Object.assign(this.state, patch);
    const changed = new Set(Object.keys(patch));
    this.listeners.forEach((listener) => listener(changed));
  }

  on(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

// A small window for people at the console and for tests: what is drawn, not how.
export const registry = { groups, stages: [] };
window.__rdlab = Object.assign(window.__rdlab ?? {}, registry);
