// Passkeys: a form marked data-passkey asks the server for options, the browser for a key, and then sends itself with the answer.

const tooOld = 'This browser knows no passkeys. Use another, or your password and a code.';
const byNumber = 'Passkeys belong to a name. Open ClinicOps by its name, not by a number such as 127.0.0.1.';

async function credential(kind, options) {
  if (kind === 'create') {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

function tell(form, text) {
  const problem = form.querySelector('[data-passkey-problem]');
  problem.textContent = text;
  problem.hidden = !text;
}

document.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-passkey]');
  const field = form?.elements.namedItem('credential');
  if (!form || field.value) return;
  event.preventDefault();
  tell(form, '');
  if (/^[\d.]+$|^\[/.test(location.hostname)) return tell(form, byNumber);
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return tell(form, tooOld);
  const button = event.submitter;
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.dataset.options, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) return tell(form, answer.status === 403 ? 'This is not your password.' : 'That did not work. Load the page again.');
    field.value = JSON.stringify(await credential(form.dataset.passkey, await answer.json()));
  } catch (problem) {
    return tell(form, problem.name === 'InvalidStateError' ? 'This device has a passkey of yours already.' : 'Nothing was chosen. Try again, or use your password.');
  } finally {
    if (button) button.disabled = false;
  }
  form.requestSubmit();
  field.value = '';
}, true);
