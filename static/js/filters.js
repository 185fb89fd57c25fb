// Keeps the form of filters tidy: the range of dates, the query without empty fields, the counts.
(() => {
  "use strict";

  const { byId, on, sourceOf } = window.dashboard;
  const form = () => byId("filters");

  // A date is typed in parts, each of which counts as a change; a half-typed year must not search.
  // The range is sent by its own button or by Enter. This listener comes before those of htmx.
  document.addEventListener("change", (event) => {
    const range = byId("custom-range");
    const preset = byId("id_created");
    if (event.target === preset && preset.value && range) {
      for (const input of range.querySelectorAll("input")) input.value = "";
    } else if (range && range.contains(event.target)) {
      if (preset && event.target.value) preset.value = "";
      event.stopPropagation();
    }
  }, true);

  // The names of all time zones are many; the browser knows them.
  document.addEventListener("focusin", (event) => {
    const list = event.target.id === "id_tz" && byId("zone-options");
    if (!list || list.childElementCount || !Intl.supportedValuesOf) return;
    list.append(...Intl.supportedValuesOf("timeZone").map((zone) => new Option("", zone)));
  });

  function dropEmpty(data) {
    for (const [name, value] of [...data]) if (value === "") data.delete(name);
    return data;
  }

  const query = () => new URLSearchParams(dropEmpty(new FormData(form()))).toString();

  on("htmx:configRequest htmx:config:request", (event) => {
    if (sourceOf(event) !== form()) return;
    const data = event.detail.formData || event.detail.ctx?.request?.body;
    if (data instanceof FormData) dropEmpty(data);
  });

  // The form stays when new results come: its counts are set anew, its errors are gone.
  function settleFilters() {
    const chips = document.querySelectorAll("#results .chip").length;
    for (const count of document.querySelectorAll("[data-chip-count]")) count.textContent = chips || "";
    const more = byId("more-filters");
    const counter = document.querySelector("[data-more-count]");
    if (more && counter) {
      const used = [...more.querySelectorAll("input")].filter((input) => input.type === "checkbox" ? input.checked : input.value);
      counter.textContent = used.length || "";
    }
    for (const field of document.querySelectorAll("#filters [aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const message of document.querySelectorAll("#filters .field-error")) message.remove();
  }

  Object.assign(window.dashboard, { filterForm: form, filterQuery: query, settleFilters });
})();
