// Everything here is a convenience: the pages work without it. Listens to the event names of htmx 2 and 4.
(() => {
  "use strict";

  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const on = (names, handler) => names.split(" ").forEach((name) => document.addEventListener(name, handler));
  const sourceOf = (event) => event.detail.elt || event.detail.ctx?.sourceElement || event.target;
  const targetOf = (event) => event.detail.target || event.detail.ctx?.target;
  // An error answer goes to another place than was asked for.
  const wanted = (event) => event.detail.requestConfig?.target || targetOf(event);
  const failed = (event) => event.detail.failed || event.detail.xhr?.status >= 400 || event.detail.ctx?.response?.raw?.ok === false;
  const seconds = () => Date.now() / 1000;
  const MINUTE = 60, HOUR = 3600, DAY = 86400;

  root.classList.add("js");

  // htmx notes the address of each page in the session's storage, and an address can hold an e-mail.
  function forgetAddress() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch { /* Storage is switched off: nothing was noted. */ }
  }
  forgetAddress();
  on("htmx:pushedIntoHistory htmx:replacedInHistory htmx:after:history:push", forgetAddress);

  // --- The zone: the server cannot ask for it, so a cookie tells. A zone in the address wins.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !new URLSearchParams(location.search).has("tz")) {
    const known = document.cookie.split("; ").find((pair) => pair.startsWith("tz="));
    if (known !== `tz=${zone}`) document.cookie = `tz=${zone}; path=/; max-age=31536000; SameSite=Lax`;
  }

  // --- Ages and relative times, by the server's clock: the computer's own may be wrong.
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
    for (const age of document.querySelectorAll("[data-age]")) {
      age.textContent = span(Math.max(0, now - Number(age.dataset.age)));
    }
  }

  function readServerClock() {
    const stamp = document.querySelector("#results [data-now]");
    if (stamp) skew = seconds() - Number(stamp.dataset.now);
    refreshTimes();
  }

  refreshTimes();
  setInterval(refreshTimes, 10000);

  // --- Announcements and copying
  function announce(text) {
    // What lies behind an open dialog is not read out.
    const region = document.querySelector("dialog[open] [data-announce]") || byId("announce");
    if (!region) return;
    region.textContent = "";
    // The same words twice in a row are read again only if the region was empty in between.
    setTimeout(() => { region.textContent = text; }, 50);
  }

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without HTTPS there is no clipboard object.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("refused");
  }

  window.dashboard = { announce, copy, span, refreshTimes };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-link]");
    if (!button) return;
    const isLink = "copyLink" in button.dataset;
    const before = button.textContent;
    try {
      await copy(isLink ? new URL(button.dataset.copyLink, location).href : button.dataset.copy);
    } catch {
      announce("Copying was refused by the browser.");
      return;
    }
    announce("Copied");
    if ("copied" in button.dataset) return;
    button.dataset.copied = "";
    const hasWords = before.trim() !== "";
    if (hasWords) button.textContent = "Copied";
    setTimeout(() => {
      delete button.dataset.copied;
      if (hasWords) button.textContent = before;
    }, 1500);
  });

  // --- Menus of the frame close like menus do.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll(".menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // --- Filters
  const form = () => byId("filters");

  // A date is typed in parts, each of which counts as a change; a half-typed year must not search.
  // The range is sent by its own button or by Enter. Listens before htmx does.
  document.addEventListener("change", (event) => {
    const range = byId("custom-range");
    const preset = byId("id_created");
    if (event.target === preset && preset.value && range) {
      for (const input of range.querySelectorAll("input")) input.value = "";
    } else if (range && range.contains(event.target)) {
      if (preset && event.target.value) preset.value = "";
      event.stopPropagation();
    }
  }, true);

  function query() {
    const data = new FormData(form());
    for (const [name, value] of [...data]) if (value === "") data.delete(name);
    return new URLSearchParams(data).toString();
  }

  // Enter in a changed field is a change and then a submit: one of the two is enough.
  let pending = null;
  on("htmx:confirm", (event) => {
    if (sourceOf(event) === form() && query() === pending) event.preventDefault();
  });

  on("htmx:configRequest htmx:config:request", (event) => {
    if (sourceOf(event) !== form()) return;
    const data = event.detail.formData || event.detail.ctx?.request?.body;
    if (data instanceof FormData) for (const [name, value] of [...data]) if (value === "") data.delete(name);
  });

  function settleFilters() {
    const chips = document.querySelectorAll("#results .chip").length;
    for (const count of document.querySelectorAll("[data-chip-count]")) count.textContent = chips || "";
    const more = byId("more-filters");
    const counter = document.querySelector("[data-more-count]");
    if (more && counter) {
      const used = [...more.querySelectorAll("input")].filter((input) => input.type === "checkbox" ? input.checked : input.value);
      counter.textContent = used.length || "";
    }
    for (const field of document.querySelectorAll("#filters [aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const message of document.querySelectorAll("#filters .field-error")) message.remove();
  }

  // --- Requests of htmx
  let source = null;
  let slow = 0;

  function busy(yes) {
    const results = byId("results");
    if (results) results.setAttribute("aria-busy", String(yes));
    clearTimeout(slow);
    const sign = byId("slow");
    if (!sign) return;
    sign.hidden = true;
    if (yes) slow = setTimeout(() => { sign.hidden = false; announce(sign.textContent); }, 5000);
  }

  let running = 0;
  on("htmx:beforeRequest htmx:before:request", (event) => {
    if (wanted(event)?.id !== "results") return;
    source = sourceOf(event);
    pending = source === form() ? query() : null;
    running += 1;
    busy(true);
  });
  on("htmx:afterRequest htmx:finally:request", (event) => {
    if (wanted(event)?.id !== "results") return;
    running = Math.max(0, running - 1);
    if (running) return;
    pending = null;
    busy(false);
  });

  on("htmx:afterSwap htmx:after:swap", (event) => {
    const target = targetOf(event);
    if (!target || failed(event)) return;
    if (target.id !== "results") return;
    byId("alerts").replaceChildren();
    readServerClock();
    settleFilters();
    if (!source || source === form()) return;
    if (target.getBoundingClientRect().top < 0) target.scrollIntoView({ block: "start" });
    // htmx gives the focus back to the control with the same id; on the last page there is none.
    if (document.activeElement === document.body || !document.activeElement) {
      byId("results-heading")?.focus({ preventScroll: true });
    }
  });

  // --- What passes by itself is asked again by itself: while somebody looks, and not for ever.
  const MOST_TRIES = 8;
  const tries = () => history.state?.tries || 0;

  function again(button) {
    history.replaceState({ ...history.state, tries: tries() + 1 }, "");
    const url = new URL(button.href);
    if (url.href === location.href) location.reload();
    else location.replace(url);
  }

  setInterval(() => {
    const button = document.querySelector("a[data-retry]");
    if (!button || document.hidden || tries() >= MOST_TRIES) return;
    const left = Number(button.dataset.retry) - 1;
    button.dataset.retry = left;
    if (left < 0) return;
    if (!left) again(button);
    else button.textContent = `Try again (${left} s)`;
  }, 1000);
  if (tries() && !document.querySelector("a[data-retry]")) {
    history.replaceState({ ...history.state, tries: 0 }, "");
  }

  // --- "7 newer": a list that somebody looks at learns of newer sessions, and does not move.
  async function lookForNewer() {
    const place = byId("newer-sessions");
    if (!place || document.hidden || running) return;
    let answer;
    try {
      answer = await fetch(place.dataset.watch, { headers: { Accept: "application/json" } });
    } catch { return; /* The next one may get through. */ }
    if (answer.status !== 200 || answer.redirected) return;
    const { count, more, url } = await answer.json();
    const words = `${count}${more ? "+" : ""} newer`;
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
    announce(`${words} sessions`);
  }
  setInterval(lookForNewer, MINUTE * 1000);

  // No answer at all leaves nothing to swap in.
  on("htmx:sendError htmx:timeout", () => {
    const alerts = byId("alerts");
    if (!alerts) return;
    const box = document.createElement("div");
    box.className = "problem";
    const title = document.createElement("h2");
    title.textContent = "No answer from the dashboard";
    const text = document.createElement("p");
    text.textContent = "The list below is unchanged. Check your connection and try again.";
    box.append(title, text);
    alerts.replaceChildren(box);
  });
})();
