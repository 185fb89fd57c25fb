// Closes an open menu when one goes on beside it, by click or by Tab, and on Escape.
(() => {
  "use strict";

  for (const kind of ["click", "focusin"]) {
    document.addEventListener(kind, (event) => {
      for (const menu of document.querySelectorAll(".menu[open]")) {
        if (!menu.contains(event.target)) menu.open = false;
      }
    });
  }
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (!menu) return;
    // Else a drawer around the menu would close, too.
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
