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

  // The button that has this key, in what is in front.
  const press = (key) => (inDrawer() ? drawer : byId("main")).querySelector(`[data-key="${key}"]`)?.click();

  // Pressed by key, a button shows what it did as it does for a click.
  function copySession() {
    if (byId("session")) press("c");
    else currentRow()?.querySelector(".copy")?.click();
  }

  function copyAddress() {
    const button = (inDrawer() ? drawer : document).querySelector("[data-copy-link]");
    if (button) button.click();
    else copy(location.href);
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
    ...Object.fromEntries(["a", "t", "u", "s"].map((key) => [key, () => press(key)])),
  };

  // The character that is typed, or "". Many keyboards have [ and ] behind AltGr, which counts as Ctrl with Alt, and
  // a Mac's behind Alt; with a letter these are somebody else's shortcuts. Caps Lock types no other letter.
  function typed(event) {
    const isSign = !/^[a-z]$/i.test(event.key);
    const isAltGr = event.getModifierState("AltGraph") || (event.ctrlKey && event.altKey);
    if (event.metaKey || (event.ctrlKey && !(isSign && isAltGr)) || (event.altKey && !isSign)) return "";
    const isCaps = !event.shiftKey || event.getModifierState("CapsLock");
    return isCaps && !isSign ? event.key.toLowerCase() : event.key;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (sheet?.open || event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    const key = typed(event);
    const act = Object.hasOwn(KEYS, key) && keysAreOn() && KEYS[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
