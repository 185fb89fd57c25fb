// Saves and deletes a note where it stands, so that a session in the drawer stays open.
(() => {
  "use strict";

  const { announce, text: textOf } = window.dashboard;

  async function send(form, place) {
    place.setAttribute("aria-busy", "true");
    let answer, html;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
      html = await answer.text();
    } catch {
      place.removeAttribute("aria-busy");
      announce(`${textOf("no_answer")}. ${textOf("check_connection")}`);
      return;
    }
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) {
      location.assign(elsewhere);
      return;
    }
    const shown = document.createElement("template");
    shown.innerHTML = html;
    const section = shown.content.querySelector("#notes");
    place.removeAttribute("aria-busy");
    // A refusal or a failure is no list of notes: what was typed stays.
    if (!section) {
      announce(shown.content.textContent.replace(/\s+/g, " ").trim());
      return;
    }
    place.replaceWith(section);
    const mistake = section.querySelector("[aria-invalid]");
    (mistake || section).focus();
    const said = section.querySelector(".field-error, [role=status]") || section.querySelector("h2");
    announce(said.textContent.replace(/\s+/g, " ").trim());
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-note-form]");
    const place = form?.closest("#notes");
    if (!place) return;
    event.preventDefault();
    if (place.getAttribute("aria-busy") !== "true") send(form, place);
  });
})();
