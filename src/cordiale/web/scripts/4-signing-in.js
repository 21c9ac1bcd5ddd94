// Passkeys: forms marked `data-passkey="get|create"` ask the server for options, the device for a passkey, and send its
// answer as an ordinary form. They stay hidden where the browser knows no passkeys.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
const text = (buffer) => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;

function asked(options) {
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) made.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = known(options.allowCredentials);
  return made;
}

function told(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    const value = text(credential.response[name]);
    if (value !== undefined) response[name] = value;
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}

async function present(form) {
  const body = new FormData();
  body.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.options, { method: 'POST', body, headers: { Accept: 'application/json' } });
  if (!answer.ok) { location.reload(); return; }
  const publicKey = asked(await answer.json());
  const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.elements.credential.value = JSON.stringify(told(credential));
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('[data-passkey], [data-passkey-choice]')) form.hidden = false;
  document.addEventListener('submit', (event) => {
    const form = event.target.closest('[data-passkey]');
    if (!form) return;
    event.preventDefault();
    const failed = form.querySelector('[role=alert]'), button = form.querySelector('button');
    failed.hidden = true;
    button.setAttribute('aria-busy', 'true');
    present(form).catch(() => { failed.hidden = false; }).finally(() => button.removeAttribute('aria-busy'));
  });
}

// After a confirmation, the form that was kept goes on by itself.
for (const form of document.querySelectorAll('form[data-send-now]')) form.submit();
