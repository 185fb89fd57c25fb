// Copies text to the clipboard, and lets buttons with `data-copy` or `data-copy-link` do so.
(() => {
  "use strict";

  const { announce } = window.dashboard;

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
      announce("Copying was refused by the browser.");
      return false;
    }
    announce("Copied");
    return true;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-link]");
    if (!button) return;
    const isLink = "copyLink" in button.dataset;
    const before = button.textContent;
    if (!await copy(isLink ? new URL(button.dataset.copyLink, location).href : button.dataset.copy)) return;
    if ("copied" in button.dataset) return;
    button.dataset.copied = "";
    const hasWords = before.trim() !== "";
    if (hasWords) button.textContent = "Copied";
    setTimeout(() => {
      delete button.dataset.copied;
      if (hasWords) button.textContent = before;
    }, 1500);
  });

  Object.assign(window.dashboard, { copy });
})();
