// Gives the other scripts what they share, in `window.dashboard`. The pages work without any script.
// Each file takes what it needs from there at its top, and puts in what it gives at its end.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const seconds = () => Date.now() / 1000;
  // `names` holds the names of one event in htmx 2 and in htmx 4.
  const on = (names, handler) => names.split(" ").forEach((name) => document.addEventListener(name, handler));
  const sourceOf = (event) => event.detail.elt || event.detail.ctx?.sourceElement || event.target;

  function announce(text) {
    // What lies behind an open dialog is not read out.
    const region = document.querySelector("dialog[open] [data-announce]") || byId("announce");
    if (!region) return;
    region.textContent = "";
    // The same words twice in a row are read again only if the region was empty in between.
    setTimeout(() => { region.textContent = text; }, 50);
  }

  // The texts of the scripts in the language of the page, which brings them.
  const language = document.documentElement.lang;
  const texts = JSON.parse(byId("texts").content);
  const plural = new Intl.PluralRules(language);

  // `values` go in by name. Those who have a `count` may get another form for one than for many.
  function text(name, values = {}) {
    const words = texts[name].other ? texts[name][plural.select(values.count)] : texts[name];
    return words.replace(/%\((\w+)\)s/g, (_, key) =>
      typeof values[key] === "number" ? values[key].toLocaleString(language) : values[key]);
  }

  document.documentElement.classList.add("js");

  window.dashboard = { announce, byId, on, seconds, sourceOf, text };
})();
