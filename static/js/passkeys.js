// A browser makes a passkey, and shows it, when it is asked by script: allauth's own, which the page brings along. Here stands
// which form it works on, and what is said when nothing comes of it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const button = form.querySelector("button");
  const failed = form.querySelector("[data-failed]");
  const credential = form.elements.credential.id;

  // Also by Enter in the name: the browser presses the button then, and allauth's script sends what has come of it.
  form.addEventListener("submit", (event) => event.preventDefault());
  button.addEventListener("click", () => { failed.hidden = true; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.hidden = false;
  });
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids: { add: button.id, authenticate: button.id, credential, data: "passkey-options" } });
  form.querySelector("[data-without-script]").hidden = true;
})();
