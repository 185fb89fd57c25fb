// Watches an open session: reads it again by itself, slower with time, while somebody looks.
(() => {
  "use strict";

  const { byId, loadFragment, seconds, span, tellOutcome } = window.dashboard;
  // Up to so many readings, so many seconds apart.
  const PACE = [[10, 3], [20, 6], [40, 15], [Infinity, 30]];
  const LONGEST = 15 * 60;
  // After an answer that says nothing of the session and not when to ask again.
  const AFTER_FAILURE = 20;
  let watch = null;

  const status = (text) => {
    const place = byId("watching");
    if (place && place.textContent !== text) place.textContent = text;
  };

  function stopWatching(text) {
    if (!watch) return;
    clearTimeout(watch.timer);
    watch = null;
    const button = document.querySelector("[data-watch-session]");
    if (button) {
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Watch";
    }
    if (text) status(text);
  }

  function startWatching(button) {
    watch = { url: button.dataset.watchSession, since: seconds(), times: 0, verdict: byId("verdict")?.textContent, timer: 0 };
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Stop watching";
    status("Watching …");
    look(watch);
  }

  async function look(mine) {
    if (mine !== watch || document.hidden) return;
    if (seconds() - mine.since > LONGEST) {
      stopWatching("Stopped after 15 minutes. Watch again to go on.");
      return;
    }
    let state = null, gone = false, askIn = 0;
    try {
      const answer = await fetch(mine.url, { headers: { Accept: "application/json" } });
      gone = answer.redirected;
      if (answer.ok && !gone) state = await answer.json();
      askIn = state ? state.ask_in : AFTER_FAILURE;
    } catch { /* The next one may get through. */ }
    if (mine !== watch) return;
    if (gone) {
      stopWatching("You have been signed out. Reload the page.");
      return;
    }
    mine.times += 1;
    const age = state && span(Math.max(0, state.now - state.read_at));
    if (!state) status("Stripe did not answer. Still watching.");
    else if (state.verdict !== mine.verdict) return showChange(state);
    else if (state.old_reason) status(`${state.old_reason} Still watching, read ${age} ago.`);
    else status(`Watching. Nothing new, read ${age} ago.`);
    // Those who were refused together do not come back together.
    const pace = Math.max(askIn * (0.8 + 0.4 * Math.random()), PACE.find(([times]) => mine.times < times)[1]);
    mine.timer = setTimeout(() => look(mine), pace * 1000);
  }

  async function showChange(state) {
    const whole = byId("session");
    stopWatching();
    const place = whole.closest("#drawer-body") || whole;
    // The page of its own brings the same pieces as the drawer.
    if (!await loadFragment(whole.dataset.page, place)) return;
    if (place === whole) {
      whole.replaceWith(...whole.childNodes);
      const heading = document.createElement("h1");
      const small = byId("drawer-heading");
      heading.className = small.className;
      heading.append(...small.childNodes);
      small.replaceWith(heading);
    }
    tellOutcome(state);
    const button = state.can_change && document.querySelector("[data-watch-session]");
    if (button) startWatching(button);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-watch-session]");
    if (button && watch) stopWatching("Stopped watching.");
    else if (button) startWatching(button);
  });
  document.addEventListener("visibilitychange", () => {
    if (!watch || document.hidden) return;
    clearTimeout(watch.timer);
    look(watch);
  });

  Object.assign(window.dashboard, { stopWatching });
})();
