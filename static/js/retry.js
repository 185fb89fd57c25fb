// Asks again for a page that failed for a moment: while somebody looks, and not for ever.
(() => {
  "use strict";

  const { text } = window.dashboard;
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
    else button.textContent = text("try_again_in", { count: left });
  }, 1000);
  if (tries() && !document.querySelector("a[data-retry]")) {
    history.replaceState({ ...history.state, tries: 0 }, "");
  }
})();
