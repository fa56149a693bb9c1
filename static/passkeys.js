// Asks the browser for a passkey and sends what it says. Without this file codes are left.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const { passkey, options, missing, failed } = form.dataset;
  const says = form.querySelector("[data-passkey-says]");
  const button = form.querySelector("[data-passkey-button]");
  if (!window.webauthnJSON?.supported()) {
    says.textContent = missing;
    return;
  }
  says.textContent = "";
  button.hidden = false;
  button.addEventListener("click", async () => {
    says.textContent = "";
    try {
      const credential = await window.webauthnJSON[passkey](JSON.parse(options));
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch {
      says.textContent = failed;
    }
  });
})();
