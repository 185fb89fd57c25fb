// Tells the server the browser's time zone, and keeps ages and relative times up to date.
(() => {
  "use strict";

  const { seconds } = window.dashboard;
  const MINUTE = 60, HOUR = 3600, DAY = 86400;

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

  function span(length) {
    if (length < MINUTE) return `${Math.floor(length)} s`;
    if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
    if (length < DAY) return `${Math.floor(length / HOUR)} h`;
    return `${Math.floor(length / DAY)} d`;
  }

  function relative(ahead) {
    if (Math.abs(ahead) >= DAY) return "";
    if (Math.abs(ahead) < MINUTE) return ahead > 0 ? "in a moment" : "just now";
    return ahead > 0 ? `in ${span(ahead)}` : `${span(-ahead)} ago`;
  }

  function refreshTimes() {
    const now = seconds() - skew;
    for (const time of document.querySelectorAll("time[data-relative]")) {
      const text = relative(Date.parse(time.dateTime) / 1000 - now);
      if (!text) delete time.dataset.ago;
      else if (time.dataset.ago !== text) time.dataset.ago = text;
    }
    for (const time of document.querySelectorAll("time[data-age]")) {
      time.textContent = `${span(Math.max(0, now - Date.parse(time.dateTime) / 1000))} old`;
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

  Object.assign(window.dashboard, { readServerClock, span });
})();
