// The page viewer with its evidence, and the review that is kept while somebody works on it. Keys and lists are keys.js.
// Listeners sit on the document, since htmx replaces what is inside.

import { all, alsoOnKey, keysAreOff, one } from './keys.js';

// ---- The page viewer --------------------------------------------------------------------------------------------------

const zooms = 7;
const viewer = one('[data-viewer]');
const scroller = viewer ? one('[data-viewer-scroll]', viewer) : null;
const pages = () => all('[data-page]', scroller);

function currentPage() {
  const middle = scroller.scrollTop + scroller.clientHeight / 3;
  return pages().findLastIndex((page) => page.offsetTop <= middle);
}

function showPage(index) {
  const page = pages()[Math.min(Math.max(index, 0), pages().length - 1)];
  if (page) {
    scroller.scrollTo({ top: page.offsetTop });
  }
}

// data-page-key: what a key does to the page that is looked at.
function ofPageInView(event) {
  const button = scroller && !event.repeat && !keysAreOff() ? all('[data-page-key]', pages()[Math.max(currentPage(), 0)]).find((one) => one.dataset.pageKey === event.key) : undefined;
  button?.click();
  return button !== undefined;
}

alsoOnKey(ofPageInView);
alsoOnKey(turnPages);

function turnPages(event) {
  if (!scroller || event.target.matches('input')) {
    return false;
  }

  const acts = {
    ArrowRight: () => showPage(currentPage() + 1),
    ArrowLeft: () => showPage(currentPage() - 1),
    ArrowDown: () => scroller.scrollBy({ top: 80 }),
    ArrowUp: () => scroller.scrollBy({ top: -80 }),
    PageDown: () => scroller.scrollBy({ top: scroller.clientHeight * 0.9 }),
    PageUp: () => scroller.scrollBy({ top: -scroller.clientHeight * 0.9 }),
    '+': () => zoom(1),
    '=': () => zoom(1),
    '-': () => zoom(-1),
    0: () => zoom(0),
  };
  acts[event.key]?.();
  return event.key in acts;
}

// Steps, not percentages: the stylesheet knows the widths, since no style may be written inline.
function zoom(step) {
  const page = Math.max(currentPage(), 0);
  const into = (scroller.scrollTop - pages()[page].offsetTop) / pages()[page].offsetHeight;
  const now = Number(scroller.dataset.zoom);
  scroller.dataset.zoom = step === 0 ? 3 : Math.min(Math.max(now + step, 1), zooms);
  scroller.scrollTop = pages()[page].offsetTop + into * pages()[page].offsetHeight;
}

function showEvidence(id, mayScroll) {
  all('.evidence.is-shown').forEach((box) => box.classList.remove('is-shown'));
  const boxes = id ? all(`[data-evidence="${CSS.escape(id)}"]`) : [];
  boxes.forEach((box) => box.classList.add('is-shown'));
  if (mayScroll && boxes[0]) {
    bringIntoView(boxes[0]);
  }
}

function bringIntoView(box) {
  const [region, frame] = [box.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const margin = 48;
  if (region.top < frame.top + margin || region.bottom > frame.bottom - margin || region.left < frame.left || region.right > frame.right) {
    scroller.scrollBy({
      top: region.top + region.height / 2 - (frame.top + frame.height / 2),
      left: region.left + region.width / 2 - (frame.left + frame.width / 2),
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth',
    });
  }
}

// A value shows its place at once and scrolls there when the pointer rests on it, so that passing over a list does not throw the page about.
let resting;
let pinned;
const shows = (event) => (scroller ? event.target.closest?.('[data-shows]')?.dataset.shows : undefined);

document.addEventListener('pointerover', (event) => {
  const id = shows(event);
  clearTimeout(resting);
  showEvidence(id ?? pinned, false);
  if (id) {
    resting = setTimeout(() => showEvidence(id, true), 250);
  }
});

document.addEventListener('focusin', (event) => {
  const id = shows(event);
  if (id) {
    pinned = id;
    showEvidence(id, true);
  }
});

viewer?.addEventListener('click', (event) => {
  const button = event.target.closest('[data-zoom-step]');
  if (button) {
    zoom(Number(button.dataset.zoomStep));
  }
});

scroller?.addEventListener('scroll', () => {
  const said = one('[data-page-now]', viewer);
  const now = String(currentPage() + 1);
  if (said && said.textContent !== now) {
    said.textContent = now;
  }
}, { passive: true });

// ---- What was sought --------------------------------------------------------------------------------------------------

const foundWords = scroller ? all('[data-found]', scroller) : [];
let foundAt = -1;

function showFound(step) {
  foundWords[foundAt]?.classList.remove('is-shown');
  foundAt = (foundAt + step + foundWords.length) % foundWords.length;
  foundWords[foundAt].classList.add('is-shown');
  one('[data-found-now]', viewer).textContent = String(foundAt + 1);
  bringIntoView(foundWords[foundAt]);
}

if (foundWords.length > 0) {
  viewer.addEventListener('click', (event) => {
    const button = event.target.closest('[data-found-step]');
    if (button) {
      showFound(Number(button.dataset.foundStep));
    }
  });
  showFound(1);
}

// Results have an address that brings them back; what was typed stands in it sealed.
document.addEventListener('htmx:after:swap', () => {
  const address = one('#found [data-address]')?.dataset.address;
  if (address) {
    history.replaceState(null, '', address);
  }
});

// ---- The cut-out behind a value ---------------------------------------------------------------------------------------

// Drawn when it is asked for: the same page image through a window the size of the region.
document.addEventListener('toggle', (event) => {
  const crop = event.target.open ? one('svg[data-crop]:empty', event.target) : null;
  if (crop) {
    const image = document.createElementNS('http://www.w3.org/2000/svg', 'image');
    image.setAttribute('href', crop.dataset.crop);
    image.setAttribute('width', crop.dataset.width);
    image.setAttribute('height', crop.dataset.height);
    crop.append(image);
  }
}, true);

// ---- A review is somebody's while they work on it ---------------------------------------------------------------------

const keeper = one('[data-keeps-review]');
const decision = one('[data-let-go]');
let active = false;

if (keeper) {
  ['pointermove', 'keydown', 'wheel'].forEach((kind) => document.addEventListener(kind, () => { active = true; }, { passive: true }));
  setInterval(() => {
    if (active && document.visibilityState === 'visible') {
      active = false;
      keeper.dispatchEvent(new Event('still-here'));
    }
  }, 30000);
  addEventListener('pagehide', () => fetch(decision.dataset.letGo, { method: 'POST', body: new FormData(decision), keepalive: true }));
}

// What is suggested is picked, and stays to be changed.
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-picks]');
  const picked = button ? one(button.dataset.picksIn) : null;
  if (picked) {
    picked.value = button.dataset.picks;
    picked.dispatchEvent(new Event('change', { bubbles: true }));
  }
});

// The button says whom it files to.
document.addEventListener('change', (event) => {
  const name = event.target.matches('[data-choice]') ? event.target.dataset.name : undefined;
  if (name) {
    one('[data-decide-name]').textContent = name;
  }
});

// ---- How long something has waited ------------------------------------------------------------------------------------

// In the words of the server, by how long the page has shown it: the clock of this machine may be wrong.
const firstShown = new WeakMap();

function waitedWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return minutes < 1 ? 'under a minute'
    : hours < 1 ? `${minutes} min`
    : hours < 10 ? `${hours} h ${minutes % 60} min`
    : hours < 48 ? `${hours} h`
    : `${Math.floor(hours / 24)} days`;
}

function sayWaited() {
  for (const said of all('[data-waited]')) {
    if (firstShown.get(said)?.waited !== said.dataset.waited) {
      firstShown.set(said, { waited: said.dataset.waited, at: performance.now() });
    }

    const words = waitedWords(Number(said.dataset.waited) + (performance.now() - firstShown.get(said).at) / 1000);
    if (said.textContent !== words) {
      said.textContent = words;
    }
  }
}

sayWaited();
setInterval(sayWaited, 5000);
document.addEventListener('htmx:after:swap', sayWaited);
