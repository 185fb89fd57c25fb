// Offers newer sessions ("7 newer") over a list that somebody looks at; the list does not move.
(() => {
  "use strict";

  const { announce, byId, listIsLoading, text } = window.dashboard;
  const PAUSE = 60 * 1000;

  async function lookForNewer() {
    const place = byId("newer-sessions");
    if (!place || document.hidden || listIsLoading()) return;
    let answer;
    try {
      answer = await fetch(place.dataset.watch, { headers: { Accept: "application/json" } });
    } catch { return; /* The next one may get through. */ }
    if (answer.status !== 200 || answer.redirected) return;
    const { count, more, url } = await answer.json();
    // Without a count it is not known whether any of the newer ones is for this list.
    const words = count ? text(more ? "newer_at_least" : "newer", { count }) : text("look_for_newer");
    // Meanwhile another list may have come.
    if (!place.isConnected || place.textContent === words) return;
    const link = document.createElement("a");
    link.className = "button";
    link.href = url;
    link.textContent = words;
    link.setAttribute("hx-get", url);
    link.setAttribute("hx-target", "#results");
    place.replaceChildren(link);
    place.hidden = false;
    window.htmx?.process(link);
    announce(count ? text(more ? "newer_announced_at_least" : "newer_announced", { count }) : words);
  }

  setInterval(lookForNewer, PAUSE);
})();
