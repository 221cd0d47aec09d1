// What every page does: the form's token on htmx requests, messages in passing, and two keys.

const token = () => document.querySelector('meta[name="request-token"]').content;

document.addEventListener('htmx:config:request', event => {
  const { request } = event.detail.ctx;
  if (request.method.toUpperCase() !== 'GET') request.headers['RequestVerificationToken'] = token();
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
  const toasts = document.getElementById('toasts');
  if ([...toasts.querySelectorAll('span')].some(shown => shown.textContent === text)) return;
  toasts.append(toast);
}

document.addEventListener('click', event => event.target.closest('.toast-close')?.closest('.toast').remove());

document.addEventListener('keydown', event => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.key === '?') {
    event.preventDefault();
    document.getElementById('keys').showModal();
  } else if (event.key === '/') {
    // A page with a search of its own takes the key for it.
    const target = document.querySelector('main input[type="search"]') ?? document.getElementById('search-link');
    if (target) {
      event.preventDefault();
      target.focus();
      if (target.id === 'search-link') target.click();
    }
  }
});
