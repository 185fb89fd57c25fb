"use strict";
// What the browser tests measure of a page. Each function answers with a list of faults, in words.
window.measure = (() => {
  // The least width of a cell of a table in which anything can be read, in px.
  const LEAST_CELL = 48;
  // Rounding of the browser, in px.
  const SLACK = 1.5;

  const words = (element) => {
    const classes = [...element.classList].map((name) => `.${name}`).join("");
    const place = element.closest("tr, dl, form, header, footer, nav, table, dialog, main")?.className || "";
    return `${element.localName}${element.id ? `#${element.id}` : ""}${classes} in “${place}”`;
  };
  const short = (text) => text.replace(/\s+/g, " ").trim().slice(0, 40);

  // Answers once for each element, out of the answer for its parent.
  function inherited(answer) {
    const known = new Map();
    return function ask(element) {
      if (!element) return answer(null);
      if (!known.has(element)) known.set(element, answer(element, () => ask(element.parentElement)));
      return known.get(element);
    };
  }

  // All that is worked out for one measuring: pages move between two.
  function lookAround() {
    const style = inherited((element) => element && getComputedStyle(element));
    const box = inherited((element) => element && element.getBoundingClientRect());
    // Out of sight on purpose, for those who listen.
    const isForListeners = inherited((element, above) => {
      if (!element) return false;
      if (element.matches(".skip-link, noscript, template")) return true;
      const { clip, clipPath, position } = style(element);
      if (clipPath.startsWith("inset(50%") || position === "absolute" && clip !== "auto" && box(element).width <= 2) return true;
      return above();
    });
    // What lies over the page, with all that is in it: its texts may cover others.
    const layer = inherited((element, above) => {
      if (!element || element === document.body) return document.body;
      const { position } = style(element);
      const isOver = position === "fixed" || position === "sticky" || element.matches("dialog, [popover]")
        || position === "absolute" && element.closest("details, .find");
      return isOver ? element : above();
    });
    // The boxes around an element that cut what sticks out of them, innermost first.
    const cutters = inherited((element, above) => {
      if (!element || element === document.documentElement || element === document.body) return [];
      const { overflowX, overflowY, position } = style(element);
      const around = position === "fixed" ? [] : above();
      const hides = (value) => value === "hidden" || value === "clip";
      const [x, y] = [hides(overflowX), hides(overflowY)];
      const scrolls = [overflowX, overflowY].some((value) => value === "auto" || value === "scroll");
      return x || y || scrolls ? [{ element, x, y, scrolls }, ...around] : around;
    });
    return { style, box, isForListeners, layer, cutters };
  }

  // All that a person can read: texts with their lines, as boxes.
  function texts(here, root = document.body) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const found = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.data.trim() || /^(script|style|option|textarea)$/.test(parent.localName)) continue;
      if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (here.isForListeners(parent)) continue;
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5 && box.height > 0.5);
      found.push({ parent, boxes, layer: here.layer(parent), text: short(node.data) });
    }
    return found;
  }

  // Whether a person reads the rest elsewhere: where an ellipsis ends a text by design.
  function isToldElsewhere(element) {
    return Boolean(element.closest("[title]") || element.querySelector("[title]:not(.copy)"));
  }

  // Texts that a box cuts: by an ellipsis or at its edge.
  function cut(here, { parent, boxes, text }, ellipses) {
    for (const { element, x, y, scrolls } of here.cutters(parent)) {
      const inside = here.box(element);
      const style = here.style(element);
      const beyond = boxes.some((one) =>
        x && (one.right > inside.right + SLACK || one.left < inside.left - SLACK)
        || y && one.top + one.height * 0.75 > inside.bottom + SLACK);
      const isClamped = style.webkitLineClamp !== "none" && element.scrollHeight > element.clientHeight + SLACK;
      if (!beyond && !isClamped) {
        // What has been scrolled out of sight can be scrolled back.
        if (scrolls) return [];
        continue;
      }
      const byDesign = (style.textOverflow === "ellipsis" || isClamped) && isToldElsewhere(element);
      return ellipses === "allowed" && byDesign ? [] : [`cut: “${text}” in ${words(element)}`];
    }
    return [];
  }

  // The parts of the boxes that are seen.
  function seen(here, { parent, boxes }) {
    return boxes.map((box) => {
      let { left, right, top, bottom } = box;
      for (const { element, x, y, scrolls } of here.cutters(parent)) {
        const edge = here.box(element);
        if (x || scrolls) [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        if (y || scrolls) [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
      }
      return { left, right, top, bottom };
    }).filter((box) => box.right > box.left && box.bottom > box.top);
  }

  const TYPED = ["text", "search", "email", "number", "password"];

  // Fields whose choice or hint has no room. What is typed may be longer: it scrolls.
  function cutFields(here) {
    const canvas = cutFields.canvas ||= document.createElement("canvas").getContext("2d");
    return [...document.querySelectorAll("input, select")].flatMap((field) => {
      const isSelect = field.localName === "select";
      if (!field.checkVisibility() || here.isForListeners(field) || !isSelect && !TYPED.includes(field.type)) return [];
      const text = isSelect ? field.selectedOptions[0]?.text : !field.value && field.placeholder;
      if (!text) return [];
      const style = here.style(field);
      canvas.font = style.font;
      const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const wanted = canvas.measureText(text).width;
      return wanted > room + SLACK ? [`no room: “${short(text)}” in ${words(field)}`] : [];
    });
  }

  function overlaps(here, all) {
    // The letters themselves, without the room above and below them.
    const letters = all.flatMap((one) => seen(here, one).map(({ left, right, top, bottom }) => {
      const room = (bottom - top) * 0.22;
      return { one, left: left + 1, right: right - 1, top: top + room, bottom: bottom - room };
    })).sort((a, b) => a.top - b.top);
    const found = [];
    letters.forEach((a, index) => {
      for (let next = index + 1; next < letters.length && letters[next].top < a.bottom; next++) {
        const b = letters[next];
        if (a.one === b.one || a.one.layer !== b.one.layer || a.left >= b.right || b.left >= a.right) continue;
        found.push(`overlap: “${a.one.text}” and “${b.one.text}” in ${words(a.one.parent)}`);
      }
    });
    return found;
  }

  // Cells in which a text is broken into lines, or has no room at all, for want of width.
  function narrowCells(here, all) {
    const cells = new Map();
    for (const one of all) {
      const cell = one.parent.closest("td, th");
      if (!cell || here.box(cell).width >= LEAST_CELL) continue;
      if (one.boxes.length !== 1 || cut(here, one, "counted").length) cells.set(cell, one.text);
    }
    return [...cells].map(([cell, text]) => `narrow: “${text}” in ${words(cell)}`);
  }

  // Sideways scroll, and texts beyond the page's edges, where nobody can scroll to.
  function sideways(here, all) {
    const [width, room] = [document.documentElement.scrollWidth, innerWidth];
    const found = width > room ? ["sideways: the page"] : [];
    const around = new Set(all.flatMap((one) => here.cutters(one.parent)).map(({ element }) => element));
    for (const element of [...around, ...document.querySelectorAll("dialog[open]")]) {
      // Code may scroll, and whatever the keyboard can scroll too.
      if (element.matches("pre, [tabindex='0']") || here.style(element).textOverflow === "ellipsis") continue;
      if (element.scrollWidth > element.clientWidth + SLACK && here.box(element).width > 2) {
        found.push(`sideways: ${words(element)}`);
      }
    }
    for (const one of all) {
      const isOut = seen(here, one).some((box) => box.left < -SLACK || box.right > room + SLACK);
      if (isOut) found.push(`beyond the edge: “${one.text}” in ${words(one.parent)}`);
    }
    return found;
  }

  // ellipses: "allowed" where a title has the whole text, else "counted".
  function layout(ellipses = "allowed") {
    const here = lookAround();
    const all = texts(here);
    return [...new Set([
      ...sideways(here, all), ...narrowCells(here, all), ...overlaps(here, all), ...cutFields(here),
      ...all.flatMap((one) => cut(here, one, ellipses)),
    ])];
  }

  // WCAG 1.4.12. A sheet made by script is not bound by the policy of the page.
  function spaceTexts() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
  }

  // Buttons that show a drawing alone, and no words when the mouse rests on them.
  function wordless() {
    return [...document.querySelectorAll("button")]
      .filter((button) => !button.textContent.trim() && !button.title)
      .map(words);
  }

  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary, label[for], [role=button]";

  // Whose clicks a point takes.
  const targetAt = (x, y) => document.elementFromPoint(x, y)?.closest(TARGETS);
  const partner = (element) => element?.control || (element?.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`)) || null;

  function isInRunningText(element) {
    const around = element.parentElement;
    return getComputedStyle(element).display.startsWith("inline")
      && [...around.childNodes].some((node) => node.nodeType === 3 && /\p{L}/u.test(node.data));
  }

  // Targets that take no clicks over `least` px in height or width, counted from their middle.
  function smallTargets(least, selector = "body") {
    const here = lookAround();
    const found = [];
    // All else is out of reach while a dialog is open.
    const root = document.querySelector("dialog:modal") || document;
    for (const element of root.querySelectorAll(`:is(${selector}) :is(${TARGETS})`)) {
      if (!element.checkVisibility({ visibilityProperty: true }) || here.isForListeners(element) || element.disabled) continue;
      // WCAG 2.5.8, "Equivalent": a drawing that is hidden has the same links in the table beside it.
      if (element.closest("figure[aria-hidden='true']")) continue;
      // A finger cannot press what lets it through to the row beneath.
      if (isInRunningText(element) || getComputedStyle(element).pointerEvents === "none") continue;
      // The label of a field that is typed into is one more way to it.
      if (element.matches("label") && !element.control?.matches("[type=checkbox], [type=radio]")) continue;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const box = [...element.getClientRects()].find((one) => one.width > 0);
      if (!box) continue;
      const x = box.left + box.width / 2;
      const y = box.top + box.height / 2;
      const isHit = (dx, dy) => {
        const hit = targetAt(x + dx, y + dy);
        return Boolean(hit) && (hit === element || hit === partner(element) || hit.contains(element) || element.contains(hit));
      };
      // How far clicks are taken in a direction; what lies over a neighbour is the neighbour's.
      const reach = (dx, dy) => {
        let far = 0;
        while (far < least && isHit(dx * (far + 1), dy * (far + 1))) far++;
        return far;
      };
      const isLarge = isHit(0, 0) && reach(-1, 0) + reach(1, 0) >= least - 2 && reach(0, -1) + reach(0, 1) >= least - 2;
      // A radio or checkbox is as large as its label.
      if (!isLarge && !(element.matches("[type=checkbox], [type=radio]") && element.labels.length)) {
        found.push(`${Math.round(box.width)} × ${Math.round(box.height)} px: “${short(element.textContent || element.getAttribute("aria-label") || element.title || "")}” ${words(element)}`);
      }
    }
    scrollTo(0, 0);
    return [...new Set(found)];
  }

  // Whether a walk with Tab has come round; `isFirst` says that this stop is its first.
  function hasComeRound(isFirst) {
    const element = document.activeElement;
    const { first, last } = hasComeRound;
    if (isFirst) hasComeRound.first = element;
    hasComeRound.last = element;
    // A date is one element with several stops.
    return !isFirst && (element === document.body || element === first && last !== first);
  }

  // Is the element with the focus marked by an outline, and can a part of it be seen?
  function focusFaults() {
    const element = document.activeElement;
    if (element === document.body) return [];
    const name = `“${short(element.textContent || element.value || "")}” ${words(element)}`;
    const isSmall = element.getBoundingClientRect().width < 4;
    const shown = isSmall && element.labels?.[0] || element;
    const isMarked = [element, shown, element.nextElementSibling, element.parentElement].some((one) => {
      const style = one && getComputedStyle(one);
      return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5;
    });
    if (!isMarked) return [`no outline: ${name}`];
    if (getComputedStyle(shown).pointerEvents === "none") return [];
    const box = shown.getClientRects()[0] || shown.getBoundingClientRect();
    // Of what is higher than the window, the part that is in it.
    const top = Math.max(box.top, 0);
    const height = Math.min(box.bottom, innerHeight) - top;
    const isSeen = [[0.5, 0.5], [0.1, 0.3], [0.9, 0.7]].some(([right, down]) => {
      const hit = document.elementFromPoint(box.left + box.width * right, top + height * down);
      return hit && (shown.contains(hit) || hit.contains(shown) && hit !== document.body && hit !== document.documentElement);
    });
    return isSeen ? [] : [`covered: ${name}`];
  }

  // How far what stood already has moved while the page came up: the sum, and what moved when.
  function shift() {
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: "layout-shift", buffered: true });
    const moved = observer.takeRecords().filter((entry) => !entry.hadRecentInput);
    const where = ({ node, previousRect: from, currentRect: to }) =>
      `${node?.nodeName} ${node?.id || node?.className || ""} ${[from.x, from.y, from.width, from.height]} to ${[to.x, to.y, to.width, to.height]}`;
    return {
      sum: moved.reduce((sum, entry) => sum + entry.value, 0),
      moves: moved.map((entry) => `${Math.round(entry.startTime)} ms: ${entry.sources.map(where).join("; ")}`),
    };
  }

  // What paper has no use for, and what of `selector` cannot be read on it.
  function paper(selector) {
    const here = lookAround();
    const useless = [...document.querySelectorAll("button, input, select, form, header, nav, summary, [role=status]")]
      .filter((one) => one.checkVisibility() && !here.isForListeners(one) && one.getBoundingClientRect().height > 1)
      .map((one) => `on paper: ${words(one)}`);
    const root = document.querySelector(selector);
    const lost = texts(here, root).flatMap((one) => cut(here, one, "counted"));
    const held = [];
    for (let box = root; box; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.position === "fixed") held.push(`fixed on each sheet: ${words(box)}`);
      if (box !== document.documentElement && ["auto", "scroll", "hidden"].includes(style.overflowY)) held.push(`its first screen alone: ${words(box)}`);
    }
    return [...new Set([...useless, ...lost, ...held])];
  }

  // How many elements the page has, and the most that a row of the table has, itself counted.
  function weight() {
    const rows = [...document.querySelectorAll("#sessions tbody tr[data-session-id]")];
    return { page: document.querySelectorAll("*").length, row: Math.max(...rows.map((row) => row.querySelectorAll("*").length + 1)) };
  }

  // What still moves for somebody who asked for less of it.
  function moving() {
    const isLong = (value) => value.split(",").some((one) => parseFloat(one) > 0.01);
    return [...document.querySelectorAll("*")]
      .filter((one) => ["", "::before", "::after"].some((part) => {
        const style = getComputedStyle(one, part || null);
        return isLong(style.transitionDuration) || style.animationName !== "none" && isLong(style.animationDuration);
      }))
      .map(words);
  }

  return { focusFaults, hasComeRound, layout, moving, paper, shift, smallTargets, spaceTexts, weight, wordless };
})();
