// Says where people look that an answer takes long: in the drawer, and on a page that is being left for another.
(() => {
  "use strict";

  const { announce, byId } = window.dashboard;
  const SLOW = 5000;
  const sign = byId("leaving");
  let stay = () => {};

  // Shows `element` and announces its words when nothing has come for some seconds. The result takes that back.
  function tellWhenSlow(element) {
    const timer = setTimeout(() => {
      element.hidden = false;
      announce(element.querySelector("[data-words]").textContent);
    }, SLOW);
    return () => {
      clearTimeout(timer);
      element.hidden = true;
    };
  }

  function leave() {
    stay();
    const end = tellWhenSlow(sign);
    document.documentElement.classList.add("leaving");
    stay = () => {
      end();
      document.documentElement.classList.remove("leaving");
      stay = () => {};
    };
  }

  const isPlain = (event) => !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const leadsAway = (link) => link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;

  // Whether the browser or a script answers is known when all have been told.
  const afterAll = (event, act) => setTimeout(() => { if (!event.defaultPrevented) act(); });
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "dialog") afterAll(event, leave);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && isPlain(event) && leadsAway(link)) afterAll(event, leave);
    if (!event.target.closest("[data-stay]")) return;
    window.stop();
    stay();
  });
  // Back brings the page as it was left.
  addEventListener("pageshow", () => stay());

  Object.assign(window.dashboard, { leave, tellWhenSlow });
})();
