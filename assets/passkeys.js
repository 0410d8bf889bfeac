/* Passkeys: asks the browser for one, puts its answer into the form, sends the form. */
(() => {
  "use strict";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const opened = (options) => {
    const key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    for (const list of [key.allowCredentials, key.excludeCredentials]) {
      for (const one of list || []) one.id = bytes(one.id);
    }
    return options;
  };

  const closed = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  };

  const ask = async (form) => {
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const options = opened(JSON.parse(document.getElementById(form.dataset.options).textContent));
      const credential = await navigator.credentials[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(closed(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-ask]");
    button.disabled = !window.PublicKeyCredential;
    button.addEventListener("click", () => ask(form));
  }
})();
