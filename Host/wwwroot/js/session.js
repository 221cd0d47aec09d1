// The end of a session, without losing what was typed: the page is covered, and the same user signs in on top of it.
// The server knows how long is left and decides; this tells it when a person is there, and asks before it covers anything.

const PRESENCE = '/account/presence';
const mine = JSON.parse(document.querySelector('meta[name="session"]').content);
const cover = document.getElementById('session-cover');
const warning = document.getElementById('session-warning');
const tellEvery = Math.min(20, mine.idle / 10) * 1000;

let idleEnds, limitEnds;
let timer, tellTimer, secondTimer;
let toldAt = Date.now();
let focusBefore = null;

const token = () => document.querySelector('meta[name="request-token"]').content;
const secondsLeft = () => Math.max(0, Math.round((Math.min(idleEnds, limitEnds) - Date.now()) / 1000));

function know(left) {
  idleEnds = Date.now() + left.idleLeft * 1000;
  limitEnds = Date.now() + left.limitLeft * 1000;
  hideWarning();
  wait();
}

function wait() {
  clearTimeout(timer);
  const ends = Math.min(idleEnds, limitEnds);
  timer = setTimeout(ask, Math.max(250, ends - mine.warn * 1000 - Date.now()));
}

// Asking keeps nothing alive: another window of the same user may have done that meanwhile.
async function ask() {
  const left = await fetchPresence('GET');
  if (left === null) return;
  know(left);
  const seconds = Math.min(left.idleLeft, left.limitLeft);
  if (seconds <= mine.warn + 0.3) {
    warn();
    clearTimeout(timer);
    timer = setTimeout(ask, seconds * 1000 + 250);
  }
}

async function tell() {
  clearTimeout(tellTimer);
  tellTimer = null;
  toldAt = Date.now();
  const left = await fetchPresence('POST');
  if (left !== null) know(left);
}

/** @returns what is left, or null when the page was covered or nothing is known. */
async function fetchPresence(method) {
  try {
    const answer = await fetch(PRESENCE, { method, cache: 'no-store', headers: { RequestVerificationToken: token(), Accept: 'application/json' } });
    if (answer.status === 401) {
      coverPage(Date.now() < Math.min(idleEnds, limitEnds) - 2000 ? 'ended' : limitEnds <= idleEnds ? 'limit' : 'idle');
      return null;
    }
    if (!answer.ok) throw new Error();
    const left = await answer.json();
    if (left.user !== mine.user) {
      coverPage('other');
      return null;
    }
    if (cover.open) uncover();
    return left;
  } catch {
    // The server cannot be reached: who has been away too long is covered all the same.
    if (Date.now() >= Math.min(idleEnds, limitEnds)) coverPage('idle');
    else timer = setTimeout(ask, 5000);
    return null;
  }
}

function personActs(event) {
  if (!event.isTrusted || cover.open) return;
  const since = Date.now() - toldAt;
  if (since >= tellEvery || !warning.hidden) tell();
  else tellTimer ??= setTimeout(tell, tellEvery - since);
}

for (const kind of ['keydown', 'pointerdown', 'wheel', 'touchstart', 'input']) {
  document.addEventListener(kind, personActs, { capture: true, passive: true });
}

document.addEventListener('visibilitychange', () => { if (!document.hidden) ask(); });
window.addEventListener('focus', () => { if (cover.open || Date.now() >= Math.min(idleEnds, limitEnds) - mine.warn * 1000) ask(); });
window.addEventListener('pageshow', event => { if (event.persisted) ask(); });
document.addEventListener('htmx:response:error', event => {
  const { status } = event.detail.ctx.response.raw ?? event.detail.ctx.response;
  if (status === 401) ask();
});
warning.querySelector('button').addEventListener('click', tell);

function warn() {
  const isLimit = limitEnds < idleEnds;
  document.getElementById('session-warning-text').textContent = isLimit
    ? 'In a minute you are asked to sign in again, as at the start of the day. What you typed stays.'
    : 'Nobody seems to be here: this page will be covered. What you typed stays.';
  warning.querySelector('button').hidden = isLimit;
  warning.hidden = false;
  const count = () => { document.getElementById('session-seconds').textContent = `${secondsLeft()} s`; };
  count();
  secondTimer = setInterval(count, 1000);
}

function hideWarning() {
  clearInterval(secondTimer);
  warning.hidden = true;
}

const reasons = {
  idle: `${mine.displayName}, you were signed off because nobody was here. Sign in again: what you typed is still on the page.`,
  ended: `${mine.displayName}, you were signed out here. Sign in again: what you typed is still on the page.`,
  limit: `${mine.displayName}, it is time to sign in again. What you typed is still on the page.`,
  other: `Somebody else signed in with this browser meanwhile. This page is ${mine.displayName}'s: sign in again to go on with it.`,
};

function coverPage(reason) {
  clearTimeout(timer);
  clearTimeout(tellTimer);
  tellTimer = null;
  hideWarning();
  if (cover.open) return;
  focusBefore = document.activeElement;
  document.getElementById('session-cover-text').textContent = reasons[reason];
  document.documentElement.classList.add('is-covered');
  cover.showModal();
  load(fetch('/sign-in?returnUrl=' + encodeURIComponent(PRESENCE)));
}

// Escape does not open the page.
cover.addEventListener('cancel', event => event.preventDefault());
cover.addEventListener('close', () => { if (document.documentElement.classList.contains('is-covered')) cover.showModal(); });

function uncover(left) {
  document.documentElement.classList.remove('is-covered');
  cover.close();
  document.getElementById('session-cover-form').replaceChildren();
  focusBefore?.focus();
  if (left) know(left);
}

// The sign-in pages themselves, step by step, inside the cover.
async function load(sent) {
  const place = document.getElementById('session-cover-form');
  let answer;
  try {
    answer = await sent;
  } catch {
    const retry = document.createElement('button');
    Object.assign(retry, { type: 'button', className: 'btn', textContent: 'The server cannot be reached. Try again' });
    retry.addEventListener('click', () => load(fetch('/sign-in?returnUrl=' + encodeURIComponent(PRESENCE))));
    place.replaceChildren(retry);
    return;
  }
  if (answer.headers.get('Content-Type')?.startsWith('application/json')) {
    const left = await answer.json();
    if (left?.user === mine.user) uncover(left);
    else location.replace('/');
    return;
  }
  const form = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-sign-in]');
  if (!form) {
    location.replace('/');
    return;
  }
  form.querySelectorAll('[autofocus]').forEach(field => field.removeAttribute('autofocus'));
  place.replaceChildren(document.importNode(form, true));
  const name = place.querySelector('[name="Form.Name"]');
  if (name && !name.value) name.value = mine.name;
  (place.querySelector('[name="Form.Password"]') ?? place.querySelector('input:not([type="hidden"])'))?.focus();
}

cover.addEventListener('submit', event => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const form = event.target;
  load(fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, event.submitter)) }));
});

know(mine);
