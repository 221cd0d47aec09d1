// What every page does: the form's token on htmx requests, messages in passing, forms that are sent once, and four keys.

const token = () => document.querySelector('meta[name="request-token"]').content;

document.addEventListener('htmx:config:request', event => {
  const { request } = event.detail.ctx;
  if (request.method.toUpperCase() !== 'GET') request.headers['RequestVerificationToken'] = token();
});

// What was typed into a search before htmx listened is searched for all the same.
document.addEventListener('htmx:after:init', ({ target: box }) => {
  if (box.matches?.('input[type="search"][hx-post]') && box.value !== box.defaultValue) box.dispatchEvent(new Event('input', { bubbles: true }));
});

// A refused request changes nothing on the page, so that nothing typed is lost; it is only told.
document.addEventListener('htmx:response:error', event => {
  const { status } = event.detail.ctx.response.raw ?? event.detail.ctx.response;
  if (status === 401) {
    // Where a session is watched, session.js covers the page and lets the user in again.
    if (!document.querySelector('meta[name="session"]')) tell('You were signed out. Sign in in another tab, then try again here.', { link: { href: '/sign-in', text: 'Sign in' } });
  } else if (status === 400) {
    tell('This page was open too long. Load it again.');
  } else if (status === 403) {
    tell('Your account may not do this.');
  } else if (status >= 500 || status === 404) {
    tell('That did not work. Try again in a minute.');
  }
});

document.addEventListener('htmx:error', event => {
  if (event.detail?.ctx && !event.detail.ctx.response) tell('The server cannot be reached.');
});

export function tell(text, { link } = {}) {
  const toast = document.createElement('div');
  toast.className = 'toast toast-stop';
  const words = document.createElement('span');
  words.textContent = text;
  toast.append(words);
  if (link) {
    const anchor = document.createElement('a');
    Object.assign(anchor, { href: link.href, textContent: link.text, target: '_blank', rel: 'noopener', className: 'btn btn-quiet' });
    toast.append(anchor);
  }
  const close = document.createElement('button');
  Object.assign(close, { type: 'button', className: 'btn btn-quiet toast-close', textContent: '×' });
  close.setAttribute('aria-label', 'Close this message');
  toast.append(close);
  // Under an open dialog nobody would see it.
  const toasts = document.querySelector('dialog[open] [data-toasts]') ?? document.getElementById('toasts');
  if ([...toasts.querySelectorAll('span')].some(shown => shown.textContent === text)) return;
  toasts.append(toast);
}

document.addEventListener('click', event => event.target.closest('.toast-close')?.closest('.toast').remove());

// A form that is on its way says so and is not sent again; one that answers beside the page (a file, another tab) is never on its way.
// Who stops the loading, or gets no answer, may send again after a while.
const sendAgainAfter = 20_000;

document.addEventListener('submit', event => {
  const { target: form, submitter } = event;
  const asked = (name, of) => submitter?.getAttribute('form' + name) ?? form.getAttribute(name) ?? of;
  if (event.defaultPrevented || asked('method', 'get') === 'dialog' || asked('target', '') === '_blank' || form.hasAttribute('data-answers-file')) return;
  if (form.getAttribute('aria-busy') === 'true') {
    event.preventDefault();
    return;
  }
  form.setAttribute('aria-busy', 'true');
  submitter?.setAttribute('aria-disabled', 'true');
  setTimeout(() => free(form), sendAgainAfter);
});

function free(form) {
  form.removeAttribute('aria-busy');
  for (const button of form.elements) if (button.type === 'submit') button.removeAttribute('aria-disabled');
}

// Come back to, the page is as it was left: on its way.
window.addEventListener('pageshow', event => {
  if (event.persisted) document.querySelectorAll('form[aria-busy="true"]').forEach(free);
});

// Who has switched the keys of lists and forms off has no undo by a letter either.
export const keysOff = 'documents-keys-off';
export const keysAreOff = () => localStorage.getItem(keysOff) === 'yes';

// u presses the undo of the message in passing, wherever one is shown, unless the page has an undo of its own; in a field it is a letter.
document.addEventListener('keydown', event => {
  const { target } = event;
  const typing = target instanceof Element && target.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false])');
  if (event.key !== 'u' || typing || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || document.querySelector('dialog[open], [popover]:popover-open, [data-key~="u"]:enabled')) return;
  const undo = document.querySelector('#toasts .toast form button');
  if (undo) {
    event.preventDefault();
    undo.click();
  }
});

// q logs a call, from wherever one is; in a field it is a letter.
document.addEventListener('keydown', event => {
  const { target } = event;
  const typing = target instanceof Element && target.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false])');
  if (event.key !== 'q' || typing || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || keysAreOff() || document.querySelector('dialog[open], [popover]:popover-open')) return;
  const link = document.getElementById('log-call');
  if (link) {
    event.preventDefault();
    // What is half filled in here stays: the call is logged beside it.
    if (isHalfFilled()) window.open(link.href, '_blank');
    else link.click();
  }
});

function isHalfFilled() {
  return [...document.querySelectorAll('main :is(input:not([type=hidden], [type=radio], [type=checkbox], [type=submit], [type=search]), textarea)')].some(field => field.value !== field.defaultValue);
}

document.addEventListener('keydown', event => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === '?') {
    event.preventDefault();
    document.getElementById('keys').showModal();
  } else if (event.key === '/') {
    // A page with a search of its own takes the key for it, where that is to be seen.
    const target = [...document.querySelectorAll('main input[type="search"]')].find(box => box.checkVisibility()) ?? document.getElementById('search-link');
    if (target) {
      event.preventDefault();
      target.focus();
      if (target.id === 'search-link') target.click();
    }
  }
});
