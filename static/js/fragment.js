// Fetches what the server says of one session and puts it into the page: one session at a time.
(() => {
  "use strict";

  const { readServerClock, text: textOf } = window.dashboard;
  let asking = null;

  // The result is false when another request overtook this one, or the browser leaves the page.
  async function loadFragment(url, place) {
    asking?.abort();
    const mine = asking = new AbortController();
    let answer, text;
    try {
      answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: mine.signal });
      text = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return false;
      place.innerHTML = '<div class="problem"><h2 id="drawer-heading" tabindex="-1"></h2><p></p></div>';
      place.querySelector("h2").textContent = textOf("no_answer");
      place.querySelector("p").textContent = textOf("check_connection");
      return true;
    }
    const elsewhere = answer.headers.get("HX-Redirect") || (answer.redirected && answer.url);
    if (elsewhere) {
      // Signed out, or the session is another account's.
      location.assign(elsewhere);
      return false;
    }
    place.innerHTML = text;
    const title = place.querySelector("[data-title]")?.dataset.title;
    if (title) document.title = title;
    readServerClock(answer.headers.get("Date"));
    return true;
  }

  const stopLoading = () => asking?.abort();

  Object.assign(window.dashboard, { loadFragment, stopLoading });
})();
