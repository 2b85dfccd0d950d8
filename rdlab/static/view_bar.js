// What the stages show and in which coordinates; nothing here asks the server.
import { group as groupOf } from "./bus.js";
import { onLanguage, t } from "./texts.js";

const SHOWN = { samples: "samples", paths: "paths", firstOrder: "first_order", density: "density" };
const SWATCHES = { firstOrder: "--rd-first-order", density: "--rd-data" }; // a legend, where the colour is not the stage's
const COORDS = { x: "x", "x/alpha": "x_alpha", u: "u" };

export function mount({ element, props }) {
  const group = groupOf(props.group);
  const bar = element.querySelector(".rd-viewbar");
  const pill = (role, name) => `<button type="button" class="rd-pill" data-${role}="${name}"></button>`;
  bar.innerHTML = `
    <div class="rd-viewbar-set" role="group">${Object.keys(SHOWN).map((name) => pill("show", name)).join("")}</div>
    <div class="rd-viewbar-set" role="radiogroup"><span></span>
      ${Object.keys(COORDS).map((name) => pill("coords", name)).join("")}</div>`;
  const [toggles, coords] = bar.children;
  const shows = [...toggles.querySelectorAll("button")];
  const views = [...coords.querySelectorAll("button")];

  shows.forEach((button) => {
    const name = button.dataset.show;
    if (name in SWATCHES) {
      button.classList.add("rd-swatch");
      button.style.setProperty("--swatch", `var(${SWATCHES[name]})`);
    }
    button.addEventListener("click", () => group.set({ shown: { ...group.state.shown, [name]: !group.state.shown[name] } }));
  });
  const choose = (button) => group.set({ coords: button.dataset.coords, morph: null });
  views.forEach((button, index) => {
    button.setAttribute("role", "radio");
    button.addEventListener("click", () => choose(button));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = views[(index + step + views.length) % views.length];
      choose(next);
      next.focus();
    });
  });

  function update() {
    shows.forEach((button) => button.setAttribute("aria-pressed", group.state.shown[button.dataset.show]));
    views.forEach((button) => {
      const chosen = button.dataset.coords === group.state.coords;
      button.setAttribute("aria-checked", chosen);
      button.tabIndex = chosen ? 0 : -1;
    });
  }
  function words() {
    toggles.setAttribute("aria-label", t("view.show"));
    coords.setAttribute("aria-label", t("view.coords"));
    coords.querySelector("span").textContent = t("view.in");
    shows.forEach((button) => say(button, SHOWN[button.dataset.show]));
    views.forEach((button) => say(button, COORDS[button.dataset.coords]));
  }
  function say(button, key) {
    button.textContent = t(`view.${key}`);
    button.title = t(`view.${key}.help`);
  }
  group.on((changed) => (changed.has("shown") || changed.has("coords")) && update());
  onLanguage(words);
  words();
  update();
}
