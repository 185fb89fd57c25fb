// Watches an open session: reads it again by itself, slower with time, while somebody looks.
(() => {
  "use strict";

  const { ago, byId, loadFragment, seconds, tellOutcome, text: textOf } = window.dashboard;
  // Up to so many readings, so many seconds apart.
  const PACE = [[10, 3], [20, 6], [40, 15], [Infinity, 30]];
  const LONGEST = 15 * 60;
  // After an answer that says nothing of the session and not when to ask again.
  const AFTER_FAILURE = 20;
  let watch = null;
  // Unix seconds: nobody asks again sooner than the pace allows, however often watching starts anew.
  let asked = 0;

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
      button.textContent = textOf("watch");
    }
    if (text) status(text);
  }

  // `before`: the watch that this one goes on with. What the page says may have been translated by the browser, so
  // what the server said last is kept beside it.
  function startWatching(button, before) {
    watch = {
      url: button.dataset.watchSession, since: seconds(), times: 0, pause: PACE[0][1], timer: 0,
      verdict: byId("session").dataset.verdict, ...before,
    };
    button.setAttribute("aria-pressed", "true");
    button.textContent = textOf("stop_watching");
    status(textOf("watching"));
    lookAgain(watch);
  }

  function lookAgain(mine) {
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => look(mine), Math.max(0, asked + mine.pause - seconds()) * 1000);
  }

  async function look(mine) {
    if (mine !== watch || document.hidden) return;
    if (seconds() - mine.since > LONGEST) {
      stopWatching(textOf("watched_long"));
      return;
    }
    let state = null, gone = false, askIn = 0;
    asked = seconds();
    try {
      const answer = await fetch(mine.url, { headers: { Accept: "application/json" } });
      gone = answer.redirected;
      if (answer.ok && !gone) state = await answer.json();
      askIn = state ? state.ask_in : AFTER_FAILURE;
    } catch { /* The next one may get through. */ }
    asked = seconds();
    if (mine !== watch) return;
    if (gone) {
      stopWatching(textOf("signed_out"));
      return;
    }
    mine.times += 1;
    // Those who were refused together do not come back together.
    mine.pause = Math.max(askIn * (0.8 + 0.4 * Math.random()), PACE.find(([times]) => mine.times < times)[1]);
    const past = state && ago(state.now - state.read_at);
    if (!state) status(textOf("still_watching"));
    else if (state.verdict !== mine.verdict) return showChange(state, mine);
    else if (state.old_reason) status(textOf("still_watching_old", { reason: state.old_reason, ago: past }));
    else status(textOf("nothing_new", { ago: past }));
    lookAgain(mine);
  }

  async function showChange(state, mine) {
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
    if (button) startWatching(button, { since: mine.since, times: mine.times, verdict: state.verdict });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-watch-session]");
    if (button && watch) stopWatching(textOf("stopped_watching"));
    else if (button) startWatching(button);
  });
  document.addEventListener("visibilitychange", () => {
    if (watch && !document.hidden) lookAgain(watch);
  });

  Object.assign(window.dashboard, { stopWatching });
})();
