// The drawer over a list, what is watched in it, the box and the keyboard. The pages work without.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const seconds = () => Date.now() / 1000;
  const announce = (text) => window.dashboard.announce(text);

  // --- The drawer: a session of the list, under the address of the list.
  const drawer = byId("drawer");
  const links = () => [...document.querySelectorAll("#sessions .when a")];
  const rowOf = (id) => document.querySelector(`#sessions tr[data-session-id="${CSS.escape(id)}"]`);
  const linkOf = (id) => rowOf(id)?.querySelector(".when a");

  // The address without its session, spelled as it was.
  function base() {
    const parts = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("session="));
    return location.pathname + (parts.length ? `?${parts.join("&")}` : "");
  }
  const named = () => new URLSearchParams(location.search).get("session");
  const withSession = (address, id) => `${address}${address.includes("?") ? "&" : "?"}session=${id}`;

  let shown = null;
  let shownBase = base();
  let asking = null;

  // Puts what the server says of a session into `place`; false when it was overtaken or went away.
  async function load(url, place) {
    asking?.abort();
    const mine = asking = new AbortController();
    let answer, text;
    try {
      answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: mine.signal });
      text = await answer.text();
    } catch (error) {
      if (error.name === "AbortError") return false;
      place.innerHTML = '<div class="problem"><h2 id="drawer-heading" tabindex="-1">No answer from the dashboard</h2><p>Check your connection and try again.</p></div>';
      return true;
    }
    const elsewhere = answer.headers.get("HX-Redirect") || (answer.redirected && answer.url);
    if (elsewhere) {
      // Signed out, or the session is another account's.
      location.assign(elsewhere);
      return false;
    }
    place.innerHTML = text;
    window.dashboard.refreshTimes();
    return true;
  }

  async function show(id, { reload = false } = {}) {
    const link = linkOf(id);
    const page = link ? link.pathname : `${drawer.dataset.list}${id}/`;
    shown = id;
    stopWatching();
    if (!drawer.open) drawer.showModal();
    drawer.setAttribute("aria-busy", "true");
    drawer.querySelector("[data-own-page]").href = page;
    if (await load(page + (reload ? "?reload=1" : ""), byId("drawer-body")) && shown === id) {
      drawer.removeAttribute("aria-busy");
      byId("drawer-body").scrollTop = 0;
      // What failed has a heading of its own.
      (byId("drawer-heading") || drawer.querySelector(".drawer-body h2"))?.focus();
    }
  }

  function open(id) {
    history.pushState({ drawer: true }, "", withSession(base(), id));
    show(id);
  }

  function step(by) {
    const all = links();
    const place = all.findIndex((link) => link.closest("tr").dataset.sessionId === shown);
    const next = all[place + by];
    if (place >= 0 && next) {
      const id = next.closest("tr").dataset.sessionId;
      history.replaceState(history.state, "", withSession(base(), id));
      show(id);
      return;
    }
    const pager = byId(by > 0 ? "older" : "newer");
    if (place >= 0 && pager) location.assign(withSession(pager.getAttribute("href"), `${by > 0 ? "below" : "above"}:${shown}`));
    else announce(by > 0 ? "This is the last session of the list" : "This is the first session of the list");
  }

  // Which row `session=` means: an id, the first, or the one above or below another page's border.
  function resolve(name) {
    const ids = links().map((link) => link.closest("tr").dataset.sessionId);
    if (name === "first") return ids[0];
    const [, side, id] = /^(above|below):(.+)$/.exec(name) || [];
    if (!side) return name;
    const place = ids.indexOf(id);
    if (place < 0) return side === "below" ? ids[0] : ids[ids.length - 1];
    return ids[place + (side === "below" ? 1 : -1)] || id;
  }

  function openNamed() {
    const id = named() && resolve(named());
    if (named() && !id) history.replaceState(history.state, "", base());
    if (!id) return;
    if (id !== named()) history.replaceState(history.state, "", withSession(base(), id));
    show(id);
  }

  if (drawer) {
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#sessions .when a");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link.closest("tr").dataset.sessionId);
    });
    drawer.addEventListener("click", (event) => {
      const control = event.target.closest("[data-step], [data-close], a[data-reload]");
      // A click beside it closes it, as is usual.
      if (event.target === drawer) drawer.close();
      if (!control) return;
      if (control.dataset.step) step(Number(control.dataset.step));
      else if ("close" in control.dataset) drawer.close();
      else {
        event.preventDefault();
        show(shown, { reload: true });
      }
    });
    drawer.addEventListener("close", () => {
      const id = shown;
      shown = null;
      asking?.abort();
      stopWatching();
      if (named()) {
        if (history.state?.drawer) history.back();
        else history.replaceState(history.state, "", base());
      }
      linkOf(id)?.focus();
    });
    // Before htmx, which would load the list anew.
    addEventListener("popstate", (event) => {
      if (base() !== shownBase) return;
      event.stopImmediatePropagation();
      if (named()) show(resolve(named()));
      else if (drawer.open) drawer.close();
    }, true);
    document.addEventListener("htmx:pushedIntoHistory", () => { shownBase = base(); });
  }

  // --- Watching: an open session is read again by itself, slower with time, while somebody looks.
  const PACE = [[10, 3], [20, 6], [40, 15], [Infinity, 30]];
  const LONGEST = 15 * 60;
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
    let state = null, gone = false;
    try {
      const answer = await fetch(mine.url, { headers: { Accept: "application/json" } });
      gone = answer.redirected;
      if (answer.ok && !gone) state = await answer.json();
    } catch { /* The next one may get through. */ }
    if (mine !== watch) return;
    if (gone) {
      stopWatching("You have been signed out. Reload the page.");
      return;
    }
    mine.times += 1;
    if (!state || state.is_old) status("Stripe did not answer. Still watching.");
    else if (state.verdict !== mine.verdict) return changed(mine, state);
    else status(`Watching. Nothing new, read ${window.dashboard.span(Math.max(0, state.now - state.read_at))} ago.`);
    mine.timer = setTimeout(() => look(mine), PACE.find(([times]) => mine.times < times)[1] * 1000);
  }

  async function changed(mine, state) {
    const whole = byId("session");
    stopWatching();
    const place = whole.closest("#drawer-body") || whole;
    // The page of its own brings the same pieces as the drawer.
    if (!await load(whole.dataset.page, place)) return;
    if (place === whole) {
      whole.replaceWith(...whole.childNodes);
      const heading = document.createElement("h1");
      const small = byId("drawer-heading");
      heading.className = small.className;
      heading.append(...small.childNodes);
      small.replaceWith(heading);
    }
    told(state);
    const button = state.can_change && document.querySelector("[data-watch-session]");
    if (button) startWatching(button);
  }

  // "Paid 20 s ago" counts on for a while; it is announced once.
  function told(state) {
    const place = byId("watching");
    if (!place) return;
    place.removeAttribute("role");
    const skew = seconds() - state.now;
    const at = state.paid_at || state.read_at;
    const words = () => `${state.outcome} ${window.dashboard.span(Math.max(0, seconds() - skew - at))} ago`;
    announce(words());
    const tell = () => {
      if (!place.isConnected) return clearInterval(timer);
      place.textContent = words();
    };
    const timer = setInterval(tell, 1000);
    tell();
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

  // --- The box
  const box = byId("find");
  const LONGEST_TEXT = 20000;

  box?.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") || "";
    if (text.length <= LONGEST_TEXT && !/[\r\n]/.test(text)) return;
    event.preventDefault();
    if (text.length > LONGEST_TEXT) {
      byId("understood").textContent = `This is too long: ${text.length.toLocaleString("en")} characters, where ${LONGEST_TEXT.toLocaleString("en")} can be read at once. Nothing was put in.`;
      return;
    }
    // A line of input drops the ends of lines, which would glue a column of a spreadsheet together.
    box.setRangeText(text.replace(/[\r\n]+/g, " "), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // --- Keyboard
  const sheet = byId("keys");
  const PREFERENCE = "shortcuts";

  function keysAreOn() {
    try {
      return localStorage.getItem(PREFERENCE) !== "off";
    } catch { return true; /* Storage is switched off. */ }
  }

  if (sheet) {
    const choice = byId("keys-on");
    choice.checked = keysAreOn();
    choice.addEventListener("change", () => {
      try {
        if (choice.checked) localStorage.removeItem(PREFERENCE);
        else localStorage.setItem(PREFERENCE, "off");
      } catch { choice.checked = true; }
    });
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-show-keys]")) sheet.showModal();
    });
  }

  function move(by) {
    const all = links();
    const place = all.findIndex((link) => link.closest("tr").contains(document.activeElement));
    all[place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, place + by))]?.focus();
  }

  const currentRow = () => document.activeElement?.closest?.("#sessions tr[data-session-id]");
  const inDrawer = () => Boolean(drawer?.open);

  function copy(text) {
    if (text) window.dashboard.copy(text);
  }

  const KEYS = {
    "/": () => { if (inDrawer()) drawer.close(); box?.focus(); box?.select(); },
    "j": () => inDrawer() ? step(1) : move(1),
    "k": () => inDrawer() ? step(-1) : move(-1),
    "o": () => { if (!inDrawer()) currentRow()?.querySelector(".when a")?.click(); },
    "c": () => copy(byId("session")?.dataset.sessionId || currentRow()?.dataset.sessionId),
    "y": () => {
      const list = document.querySelector("[data-copy-link]");
      copy(new URL(inDrawer() ? location.href : list?.dataset.copyLink || location.href, location).href);
    },
    "r": () => (inDrawer() ? drawer : document).querySelector("a[data-reload]")?.click(),
    "[": () => { if (!inDrawer()) byId("newer")?.click(); },
    "]": () => { if (!inDrawer()) byId("older")?.click(); },
    "?": () => sheet?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (sheet?.open || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const act = Object.hasOwn(KEYS, event.key) && keysAreOn() && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  if (drawer) openNamed();
})();
