// Marks the saved view whose list is shown: the tabs stay while htmx turns the list.
(() => {
  "use strict";

  const { on } = window.dashboard;
  const tabs = () => document.querySelectorAll(".view-tabs a");
  // Of a place in the list the same view is shown as of its first page.
  const places = ["session", "today", "starting_after", "ending_before", "reload"];

  function question(url) {
    const asked = new URL(url, location.href);
    for (const name of places) asked.searchParams.delete(name);
    asked.searchParams.sort();
    return `${asked.pathname}?${asked.searchParams}`;
  }

  function mark() {
    const here = question(location.href);
    for (const tab of tabs()) {
      if (question(tab.href) === here) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
  }

  on("htmx:pushedIntoHistory htmx:after:history:push list:restored", mark);
})();
