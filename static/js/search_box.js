// Takes a pasted column of a spreadsheet into the search box, and refuses text that is too long.
(() => {
  "use strict";

  const { byId, text: textOf } = window.dashboard;
  const LONGEST_TEXT = 20000;
  const box = byId("find");

  box?.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") || "";
    if (text.length <= LONGEST_TEXT && !/[\r\n]/.test(text)) return;
    event.preventDefault();
    if (text.length > LONGEST_TEXT) {
      byId("understood").textContent = textOf("too_long", { count: text.length, most: LONGEST_TEXT });
      return;
    }
    // A line of input drops the ends of lines, which would glue a column of a spreadsheet together.
    box.setRangeText(text.replace(/[\r\n]+/g, " "), box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
