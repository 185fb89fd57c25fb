// Copies rows of the table as a spreadsheet takes them: whole ids, and each cell in one line.
(() => {
  "use strict";

  const { byId } = window.dashboard;

  function textOf(cell) {
    const text = cell.matches("tbody .id") ? cell.parentElement.dataset.sessionId || "" : cell.innerText;
    // What somebody typed at checkout must not become a formula.
    return text.replace(/\s+/g, " ").trim().replace(/^[=+@-]/, "'$&");
  }

  document.addEventListener("copy", (event) => {
    const table = byId("sessions");
    const selection = getSelection();
    if (!table || selection.isCollapsed || !event.clipboardData) return;
    const rows = [...table.rows].filter((row) => selection.containsNode(row, true));
    const cells = rows.map((row) => [...row.cells].filter((cell) => cell.checkVisibility() && selection.containsNode(cell, true)));
    // Words out of one cell are copied as they are.
    if (cells.flat().length < 2) return;
    const lines = cells.map((row) => row.map(textOf));
    const copied = document.createElement("table");
    for (const line of lines) for (const [place, text] of line.entries()) {
      const row = place ? copied.rows[copied.rows.length - 1] : copied.insertRow();
      row.insertCell().textContent = text;
    }
    event.clipboardData.setData("text/plain", lines.map((line) => line.join("\t")).join("\n"));
    event.clipboardData.setData("text/html", copied.outerHTML);
    event.preventDefault();
  });
})();
