// Copies text to the clipboard, and lets buttons with `data-copy` or `data-copy-link` do so.
(() => {
  "use strict";

  const { announce, text: textOf } = window.dashboard;

  async function write(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without HTTPS there is no clipboard object.
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("refused");
  }

  // Announces how it went; true when the text was copied.
  async function copy(text) {
    try {
      await write(text);
    } catch {
      announce(textOf("copy_refused"));
      return false;
    }
    announce(textOf("copied"));
    return true;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-link]");
    if (!button) return;
    const isLink = "copyLink" in button.dataset;
    // By its key a button is pressed in a closed menu, too.
    const place = button.checkVisibility() ? button : button.closest("details")?.querySelector("summary") || button;
    const before = place.textContent;
    if (!await copy(isLink ? new URL(button.dataset.copyLink, location).href : button.dataset.copy)) return;
    if ("copied" in place.dataset) return;
    // The word stands in the button, or for one without words beside it.
    place.dataset.copied = textOf("copied");
    const hasWords = before.trim() !== "";
    if (hasWords) {
      place.style.minInlineSize = `${place.offsetWidth}px`;
      place.textContent = textOf("copied");
    }
    setTimeout(() => {
      delete place.dataset.copied;
      if (!hasWords) return;
      place.style.minInlineSize = "";
      place.textContent = before;
    }, 1500);
  });

  Object.assign(window.dashboard, { copy });
})();
