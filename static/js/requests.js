// Follows htmx's requests for a list: one at a time, shown as waiting, settled when they are answered.
(() => {
  "use strict";

  const { announce, byId, filterForm, filterQuery, on, readServerClock, settleFilters, sourceOf, text: textOf } = window.dashboard;
  const targetOf = (event) => event.detail.target || event.detail.ctx?.target;
  // The target that was asked for: an error answer goes to another place.
  const wanted = (event) => event.detail.requestConfig?.target || targetOf(event);
  const failed = (event) => event.detail.failed || event.detail.xhr?.status >= 400 || event.detail.ctx?.response?.raw?.ok === false;

  const dateOf = (event) => event.detail.xhr?.getResponseHeader("Date") || event.detail.ctx?.response?.headers?.get("Date");

  let running = 0;
  let source = null;
  let pending = null;
  let slow = 0;

  // htmx notes the address of each page in the session's storage, and an address can hold an e-mail.
  function forgetAddress() {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch { /* Storage is switched off: nothing was noted. */ }
  }
  forgetAddress();
  on("htmx:pushedIntoHistory htmx:replacedInHistory htmx:after:history:push", forgetAddress);

  // Enter in a changed field is a change and then a submit: one of the two is enough.
  on("htmx:confirm", (event) => {
    if (sourceOf(event) === filterForm() && filterQuery() === pending) event.preventDefault();
  });

  function busy(yes) {
    const results = byId("results");
    if (results) results.setAttribute("aria-busy", String(yes));
    clearTimeout(slow);
    const sign = byId("slow");
    if (!sign) return;
    sign.hidden = true;
    if (yes) slow = setTimeout(() => { sign.hidden = false; announce(sign.querySelector("[data-words]").textContent); }, 5000);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]") && source) window.htmx.trigger(source, "htmx:abort");
  });

  on("htmx:beforeRequest htmx:before:request", (event) => {
    if (wanted(event)?.id !== "results") return;
    source = sourceOf(event);
    pending = source === filterForm() ? filterQuery() : null;
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
    if (target && failed(event)) {
      // What the form asks now is not what these rows answer. With its errors it is another element.
      if (wanted(event)?.id === "results" && source?.id === "filters") byId("results").inert = true;
      return;
    }
    if (!target || target.id !== "results") return;
    byId("results").inert = false;
    byId("alerts").replaceChildren();
    readServerClock(dateOf(event));
    settleFilters();
    if (!source || source === filterForm()) return;
    if (target.getBoundingClientRect().top < 0) target.scrollIntoView({ block: "start" });
    // htmx gives the focus back to the control with the same id; on the last page there is none.
    if (document.activeElement === document.body || !document.activeElement) {
      byId("results-heading")?.focus({ preventScroll: true });
    }
  });

  // No answer at all leaves nothing to swap in.
  on("htmx:sendError htmx:timeout", () => {
    const alerts = byId("alerts");
    if (!alerts) return;
    const box = document.createElement("div");
    box.className = "problem";
    const title = document.createElement("h2");
    title.textContent = textOf("no_answer");
    const text = document.createElement("p");
    text.textContent = textOf("list_unchanged");
    box.append(title, text);
    alerts.replaceChildren(box);
  });

  Object.assign(window.dashboard, { listIsLoading: () => running > 0 });
})();
