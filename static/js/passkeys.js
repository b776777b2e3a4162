/* Passkeys: a form with data-passkey asks the browser for one and sends what it says.
   data-passkey  "add" makes one, "use" shows one of a known person, "sign-in" shows any.
   Options come from the script element named by data-options, or by asking the form's address for them. */
(() => {
  "use strict";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const optionsOf = async (form) => {
    const kept = form.dataset.options;
    if (kept) return JSON.parse(document.getElementById(kept).textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const added = async (form, options) => {
    const asked = options.creation_options.publicKey;
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    const selection = { ...asked.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
    if (alone) selection.userVerification = "required";
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: named(asked.excludeCredentials),
        authenticatorSelection: selection,
      },
    });
    return {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports ? made.response.getTransports() : [],
      of: made,
    };
  };

  const shown = async (options) => {
    const asked = options.request_options.publicKey;
    const given = await navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) },
    });
    const { authenticatorData, clientDataJSON, signature, userHandle } = given.response;
    return {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
      of: given,
    };
  };

  const written = ({ of, ...response }) => ({
    id: of.id,
    rawId: text(of.rawId),
    type: of.type,
    response,
    clientExtensionResults: of.getClientExtensionResults(),
    authenticatorAttachment: of.authenticatorAttachment,
  });

  const begin = async (form) => {
    const options = await optionsOf(form);
    const response = form.dataset.passkey === "add" ? await added(form, options) : await shown(options);
    form.elements.credential.value = JSON.stringify(written(response));
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const sorry = form.querySelector("[data-sorry]");
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      sorry.hidden = true;
      begin(form).catch(() => { sorry.hidden = false; });
    });
  }
})();
