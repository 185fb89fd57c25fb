// Opens a session of the list in the drawer, under the address of the list.
(() => {
  "use strict";

  const {
    announce, byId, idOf, linkOf, links, listAddress, loadFragment, namedSession, resolve, stopLoading, stopWatching, withSession,
  } = window.dashboard;
  const drawer = byId("drawer");
  // Only a list has a drawer.
  if (!drawer) return;

  let shown = null;
  let shownAddress = listAddress();

  async function show(id, { reload = false } = {}) {
    const link = linkOf(id);
    const page = link ? link.pathname : `${drawer.dataset.list}${id}/`;
    shown = id;
    stopWatching();
    if (!drawer.open) drawer.showModal();
    drawer.setAttribute("aria-busy", "true");
    drawer.querySelector("[data-own-page]").href = page;
    if (await loadFragment(page + (reload ? "?reload=1" : ""), byId("drawer-body")) && shown === id) {
      drawer.removeAttribute("aria-busy");
      byId("drawer-body").scrollTop = 0;
      // What failed has a heading of its own.
      (byId("drawer-heading") || drawer.querySelector(".drawer-body h2"))?.focus();
    }
  }

  function nameSession(id) {
    history.replaceState(history.state, "", id ? withSession(listAddress(), id) : listAddress());
  }

  function openNamed() {
    const name = namedSession();
    if (!name) return;
    const id = resolve(name);
    if (id !== name) nameSession(id);
    if (id) show(id);
  }

  function step(by) {
    const all = links();
    const place = all.findIndex((link) => idOf(link) === shown);
    const next = all[place + by];
    if (place >= 0 && next) {
      nameSession(idOf(next));
      show(idOf(next));
      return;
    }
    const pager = byId(by > 0 ? "older" : "newer");
    if (place >= 0 && pager) location.assign(withSession(pager.getAttribute("href"), `${by > 0 ? "below" : "above"}:${shown}`));
    else announce(by > 0 ? "This is the last session of the list" : "This is the first session of the list");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#sessions .when a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({ drawer: true }, "", withSession(listAddress(), idOf(link)));
    show(idOf(link));
  });
  drawer.addEventListener("click", (event) => {
    const control = event.target.closest("[data-step], [data-close], a[data-reload], .band a");
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
    stopLoading();
    stopWatching();
    if (namedSession()) {
      if (history.state?.drawer) history.back();
      else nameSession(null);
    }
    linkOf(id)?.focus();
  });
  // Before htmx, which would load the list anew.
  addEventListener("popstate", (event) => {
    if (listAddress() !== shownAddress) return;
    event.stopImmediatePropagation();
    if (namedSession()) show(resolve(namedSession()));
    else if (drawer.open) drawer.close();
  }, true);
  document.addEventListener("htmx:pushedIntoHistory", () => { shownAddress = listAddress(); });

  openNamed();

  Object.assign(window.dashboard, { step });
})();
