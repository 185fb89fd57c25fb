// Opens a session of the list in the drawer, under the address of the list.
(() => {
  "use strict";

  const {
    announce, byId, idOf, leave, linkOf, links, listAddress, loadFragment, namedSession, resolve, stopLoading, stopWatching,
    tellWhenSlow, text, withSession,
  } = window.dashboard;
  const drawer = byId("drawer");
  // Only a list has a drawer.
  if (!drawer) return;

  const body = byId("drawer-body");
  let shown = null;
  let listTitle = document.title;
  let isHere = () => {};
  let shownAddress = listAddress();

  async function show(id, { reload = false } = {}) {
    const link = linkOf(id);
    const page = link ? link.pathname : `${drawer.dataset.list}${id}/`;
    shown = id;
    stopWatching();
    isHere();
    if (!drawer.open) {
      listTitle = document.title;
      drawer.showModal();
    }
    isHere = tellWhenSlow(drawer.querySelector("[data-slow]"));
    drawer.setAttribute("aria-busy", "true");
    drawer.querySelector("[data-own-page]").href = page;
    if (await loadFragment(page + (reload ? "?reload=1" : ""), body) && shown === id) {
      isHere();
      drawer.removeAttribute("aria-busy");
      body.scrollTop = 0;
      // What failed has a heading of its own. The heading of a session names only the customer.
      (byId("drawer-heading") || body.querySelector("h2"))?.focus();
      if (byId("verdict")) announce(byId("verdict").textContent);
    }
  }

  // The browser marks links whose address it has been at: for a moment it is at that of the session.
  const markOpened = (link) => history.replaceState(history.state, "", link.href);

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
      const list = listAddress();
      markOpened(next);
      history.replaceState(history.state, "", withSession(list, idOf(next)));
      show(idOf(next));
      return;
    }
    const pager = byId(by > 0 ? "older" : "newer");
    if (place >= 0 && pager) {
      leave();
      location.assign(withSession(pager.getAttribute("href"), `${by > 0 ? "below" : "above"}:${shown}`));
    }
    else announce(text(by > 0 ? "last_session" : "first_session"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#sessions .when a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = withSession(listAddress(), idOf(link));
    history.pushState({ drawer: true }, "", address);
    markOpened(link);
    history.replaceState(history.state, "", address);
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
    isHere();
    stopLoading();
    stopWatching();
    // The next one is not to be described by this one while it is on its way.
    body.replaceChildren();
    document.title = listTitle;
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
  document.addEventListener("list:restored", () => {
    shownAddress = listAddress();
    openNamed();
  });

  openNamed();

  Object.assign(window.dashboard, { step });
})();
