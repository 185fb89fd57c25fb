// Tells what became of a watched session, and since when that is known: "Paid, seen 20 s ago".
(() => {
  "use strict";

  const { ago, announce, byId, seconds, text } = window.dashboard;

  // The words are announced once; on the page the seconds count on.
  function tellOutcome(state) {
    const place = byId("watching");
    if (!place) return;
    place.removeAttribute("role");
    const skew = seconds() - state.now;
    const words = () =>
      text("outcome_seen", { outcome: state.outcome, ago: ago(seconds() - skew - state.read_at) });
    announce(words());
    const tell = () => {
      if (!place.isConnected) return clearInterval(timer);
      place.textContent = words();
    };
    const timer = setInterval(tell, 1000);
    tell();
  }

  Object.assign(window.dashboard, { tellOutcome });
})();
