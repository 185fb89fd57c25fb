// Keeps the pages of the list that were shown, in memory alone, so that Back shows the rows that were there.
(() => {
  "use strict";

  const { announce, byId, filterForm, listAddress, refreshTimes, settleFilters } = window.dashboard;
  const MOST = 20;
  // Older ones are read anew: a list says what became of sessions.
  const LONGEST = 10 * 60 * 1000;
  // Address -> what was shown under it.
  const pages = new Map();

  const fields = () => [...filterForm().elements].filter((field) => field.name && field.type !== "hidden");
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";

  function remember() {
    const results = byId("results");
    if (!results || !filterForm() || results.querySelector(".problem")) return;
    const page = {
      at: Date.now(), html: results.innerHTML, title: document.title,
      values: fields().map((field) => isChoice(field) ? field.checked : field.value),
    };
    pages.delete(listAddress());
    pages.set(listAddress(), page);
    if (pages.size > MOST) pages.delete(pages.keys().next().value);
  }

  function show(page) {
    const results = byId("results");
    results.innerHTML = page.html;
    results.inert = false;
    byId("alerts").replaceChildren();
    window.htmx.process(results);
    document.title = page.title;
    for (const [place, field] of fields().entries()) {
      if (isChoice(field)) field.checked = page.values[place];
      else field.value = page.values[place];
    }
    settleFilters();
    refreshTimes();
    const heading = byId("results-heading");
    announce(heading.textContent.replace(/\s+/g, " ").trim());
    if (!document.activeElement || document.activeElement === document.body) heading.focus({ preventScroll: true });
  }

  if (byId("results") && filterForm()) {
    remember();
    let shown = listAddress();
    document.addEventListener("htmx:pushedIntoHistory", () => { shown = listAddress(); });
    document.addEventListener("htmx:afterSettle", (event) => {
      if (event.detail.target?.id === "results" && !event.detail.failed) remember();
    });
    // Before htmx, which would load the page anew. Where only the drawer differs, that is the drawer's.
    addEventListener("popstate", (event) => {
      const address = listAddress();
      const page = pages.get(address);
      if (address === shown || !page || Date.now() - page.at > LONGEST) return;
      event.stopImmediatePropagation();
      shown = address;
      show(page);
      document.dispatchEvent(new Event("list:restored"));
    }, true);
  }
})();
