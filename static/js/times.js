// Tells the server the browser's time zone, and keeps ages and relative times up to date.
(() => {
  "use strict";

  const { seconds, text: textOf } = window.dashboard;
  const JUST_NOW = 5, MINUTE = 60, HOUR = 3600, DAY = 86400;

  // The site may be below a path of its host; this script is at `static/js/` of it.
  const root = new URL("../../", document.currentScript.src).pathname;
  // The server cannot ask for the zone, so a cookie tells. A zone in the address wins.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !new URLSearchParams(location.search).has("tz")) {
    const known = document.cookie.split("; ").find((pair) => pair.startsWith("tz="));
    if (known !== `tz=${zone}`) document.cookie = `tz=${zone}; path=${root}; max-age=31536000; SameSite=Lax`;
  }

  // Times are counted by the server's clock: the computer's own may be wrong.
  let skew = seconds() - Number(document.body.dataset.now || seconds());

  function ago(length) {
    const past = Math.max(0, length);
    if (past < MINUTE) return textOf("seconds_ago", { count: Math.floor(past) });
    if (past < HOUR) return textOf("minutes_ago", { count: Math.floor(past / MINUTE) });
    if (past < DAY) return textOf("hours_ago", { count: Math.floor(past / HOUR) });
    return textOf("days_ago", { count: Math.floor(past / DAY) });
  }

  function within(length) {
    if (length < HOUR) return textOf("in_minutes", { count: Math.floor(length / MINUTE) });
    return textOf("in_hours", { count: Math.floor(length / HOUR) });
  }

  function relative(ahead) {
    if (Math.abs(ahead) >= DAY) return "";
    if (Math.abs(ahead) < MINUTE) return textOf(ahead > 0 ? "in_a_moment" : "just_now");
    return ahead > 0 ? within(ahead) : ago(-ahead);
  }

  // The seconds of what has just come are of no interest.
  const updated = (past) => textOf("updated", { ago: past < JUST_NOW ? textOf("just_now") : ago(past) });

  function refreshTimes() {
    const now = seconds() - skew;
    for (const time of document.querySelectorAll("[data-relative]")) {
      const text = relative(Date.parse(time.dateTime || time.dataset.relative) / 1000 - now);
      if (!text) delete time.dataset.ago;
      else if (time.dataset.ago !== text) time.dataset.ago = text;
    }
    // An open session has its last hour counted down.
    for (const cell of document.querySelectorAll("[data-ends]")) {
      const left = Date.parse(cell.dataset.ends) / 1000 - now;
      if (left <= 0 || left >= HOUR) delete cell.dataset.left;
      else cell.dataset.left = textOf("minutes_left", { count: Math.ceil(left / MINUTE) });
    }
    for (const time of document.querySelectorAll("time[data-age]")) {
      time.textContent = updated(now - Date.parse(time.dateTime) / 1000);
    }
  }

  // `date`: the header of that name of what has just come; the computer's clock may have been set meanwhile.
  function readServerClock(date) {
    const at = Date.parse(date) / 1000;
    if (at) skew = seconds() - at;
    refreshTimes();
  }

  refreshTimes();
  setInterval(refreshTimes, 10000);

  Object.assign(window.dashboard, { ago, readServerClock, refreshTimes });
})();
