// Gives each action of a list and a session a key, and shows the sheet of keys.
(() => {
  "use strict";

  const { byId, copy, links, step } = window.dashboard;
  const PREFERENCE = "shortcuts";
  const box = byId("find");
  const drawer = byId("drawer");
  const sheet = byId("keys");

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

  function copySession() {
    const id = byId("session")?.dataset.sessionId || currentRow()?.dataset.sessionId;
    if (id) copy(id);
  }

  function copyAddress() {
    const list = document.querySelector("[data-copy-link]");
    copy(new URL(inDrawer() ? location.href : list?.dataset.copyLink || location.href, location).href);
  }

  const KEYS = {
    "/": () => { if (inDrawer()) drawer.close(); box?.focus(); box?.select(); },
    "j": () => inDrawer() ? step(1) : move(1),
    "k": () => inDrawer() ? step(-1) : move(-1),
    "o": () => { if (!inDrawer()) currentRow()?.querySelector(".when a")?.click(); },
    "c": copySession,
    "y": copyAddress,
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
})();
