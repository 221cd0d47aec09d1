// The flow board on the keyboard, and its minutes. Everything here also works by mouse and Tab; without this script the page is plain forms.
// The keys of buttons and of the message in passing are keys.js.

import { alsoOnKey, keysAreOff } from './keys.js';

const flow = document.getElementById('flow');
const lastPlace = 'flow-board-place';

// ---- Minutes: the words change where they stand, and nothing moves --------------------------------------------------------

function tellMinutes() {
  for (const told of document.querySelectorAll('[data-since]')) {
    const minutes = Math.max(0, Math.floor((Date.now() / 1000 - Number(told.dataset.since)) / 60));
    told.textContent = `${minutes} min${told.textContent.trim().endsWith('late') ? ' late' : ''}`;
  }
}

setInterval(tellMinutes, 15000);

// ---- From visit to visit ---------------------------------------------------------------------------------------------------

const acts = (root) => [...root.querySelectorAll('[data-card-act]')];
const columns = () => [...flow.querySelectorAll('.flow-column')].map(acts).filter((column) => column.length > 0);
const card = () => document.activeElement?.closest?.('.flow-card');

function go(key) {
  const grid = columns();
  const here = card() ? acts(card())[0] : undefined;
  const at = grid.findIndex((column) => column.includes(here));
  if (at < 0) {
    grid[0]?.[0]?.focus();
    return;
  }

  const row = grid[at].indexOf(here);
  const next = { ArrowDown: grid[at][row + 1], ArrowUp: grid[at][row - 1] }[key]
    ?? (key === 'ArrowRight' ? grid[at + 1] : key === 'ArrowLeft' ? grid[at - 1] : undefined)?.slice(0, row + 1).at(-1);
  next?.focus();
}

// What a key does to the visit that one is at.
function ofVisit(event) {
  const act = event.repeat || keysAreOff() ? null : card()?.querySelector(`[data-card-key="${CSS.escape(event.key)}"]`);
  act?.click();
  return Boolean(act);
}

function moveOnBoard(event) {
  if (!event.key.startsWith('Arrow') || !flow) {
    return false;
  }

  go(event.key);
  return true;
}

alsoOnKey(ofVisit);
alsoOnKey(moveOnBoard);

// Loaded again, the page comes back to the same visit, wherever it stands by now.
document.addEventListener('click', () => {
  const id = card()?.id;
  if (id) {
    sessionStorage.setItem(lastPlace, id);
  }
});

const back = document.getElementById(location.hash.slice(1)) ?? document.getElementById(sessionStorage.getItem(lastPlace) ?? '');
sessionStorage.removeItem(lastPlace);
const place = () => back?.querySelector('[data-card-act]')?.focus();

// Where the address names the visit, the browser takes the focus away as it scrolls there, up to the end of loading.
if (document.readyState === 'complete') {
  place();
} else {
  addEventListener('load', () => setTimeout(place));
}
