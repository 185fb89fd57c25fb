// A passkey is made, or asked for, by the browser; the form then carries what it says.
(() => {
  "use strict";

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-passkey]");
    const field = form?.elements.credential;
    if (!form || field.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    try {
      const told = JSON.parse(document.getElementById("passkey-options").textContent);
      const made = form.dataset.passkey === "create"
        ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(told.creation_options.publicKey),
        })
        : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(told.request_options.publicKey),
        });
      field.value = JSON.stringify(made);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
})();
