// Finds rows of the list by session, and reads and writes which session the address names.
(() => {
  "use strict";

  const links = () => [...document.querySelectorAll("#sessions .when a")];
  const idOf = (link) => link.closest("tr").dataset.sessionId;
  const linkOf = (id) => document.querySelector(`#sessions tr[data-session-id="${CSS.escape(id)}"] .when a`);

  // The address without its session, spelled as it was.
  function listAddress() {
    const parts = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("session="));
    return location.pathname + (parts.length ? `?${parts.join("&")}` : "");
  }
  const withSession = (address, id) => `${address}${address.includes("?") ? "&" : "?"}session=${id}`;
  const namedSession = () => new URLSearchParams(location.search).get("session");

  // Which row `session=` means: an id, the first, or the one above or below another page's border.
  function resolve(name) {
    const ids = links().map(idOf);
    if (name === "first") return ids[0];
    const [, side, id] = /^(above|below):(.+)$/.exec(name) || [];
    if (!side) return name;
    const place = ids.indexOf(id);
    if (place < 0) return side === "below" ? ids[0] : ids[ids.length - 1];
    return ids[place + (side === "below" ? 1 : -1)] || id;
  }

  Object.assign(window.dashboard, { idOf, linkOf, links, listAddress, namedSession, resolve, withSession });
})();
