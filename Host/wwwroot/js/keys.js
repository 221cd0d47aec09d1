// Lists and forms on the keyboard. Everything here also works by mouse and Tab; without this script the pages are plain forms and links.
// Listeners sit on the document, since htmx replaces what is inside.
//   data-key="a"           is clicked; data-key-focus="s" is focused
//   data-row, -row-link    a line of a list, and what opens it: j and k move, Enter opens
//   data-row-choice        its box, for what is done to several at once: c, or what data-choose-key of the list says
//   data-row-key="d"       is clicked in the line that one is on
//   data-several           what is done to the chosen ones; where none is chosen, to the line that one is on

import { keysAreOff, keysOff } from './site.js';

export { keysAreOff };
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];
export const one = (selector, root = document) => root.querySelector(selector);

// What else a page does with keys: each is asked in turn and says whether it was its own.
const others = [];
export const alsoOnKey = (handles) => others.push(handles);

const isTyping = (element) => element.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]') !== null;

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) {
    return;
  }

  const opened = one('[popover]:popover-open');
  const handled = opened ? inOpened(event, opened) : isTyping(event.target) ? leaveField(event) : one('dialog[open]') === null && (pressKey(event) || moveInList(event) || chooseRow(event) || choose(event) || others.some((handles) => handles(event)));
  if (handled) {
    event.preventDefault();
  }
});

// What was opened over the page has the keys: 1 to 9 press its choices, Enter in a field the button it names, Escape closes it.
function inOpened(event, opened) {
  const presses = event.key === 'Enter' && event.target.matches('input') ? event.target.closest('[data-enter-presses]')?.dataset.enterPresses : undefined;
  const pressed = presses ? one(presses) : /^[1-9]$/.test(event.key) && !isTyping(event.target) ? all('[data-choose]', opened)[Number(event.key) - 1] : undefined;
  pressed?.click();
  return pressed !== undefined;
}

// Escape gives the keys back to the page.
function leaveField(event) {
  if (event.key === 'Escape') {
    event.target.blur();
    return true;
  }

  return false;
}

// An element names its keys: data-key="a" is clicked, data-key-focus="s /" is focused. The message in passing owns u (site.js).
function pressKey(event) {
  if (event.repeat || keysAreOff()) {
    return false;
  }

  const names = (attribute) => all(`[${attribute}]`).find((element) => element.getAttribute(attribute).split(' ').includes(event.key) && !element.disabled);
  const clicked = names('data-key') ?? ofLine(event.key);
  const focused = clicked ? undefined : names('data-key-focus');
  if (clicked?.closest('[data-several]')) {
    chooseWhereOneIs();
  }

  clicked?.click();
  focused?.focus();
  focused?.select?.();
  return clicked !== undefined || focused !== undefined;
}

// data-writes: what is opened to be written in has the cursor at once.
document.addEventListener('toggle', (event) => {
  if (event.target.matches?.('details[data-writes][open]') && !event.target.contains(document.activeElement?.closest('input, select'))) {
    one('[aria-invalid=true], input:not([type=hidden]), select', event.target)?.focus();
  }
}, true);

const line = () => document.activeElement?.closest('[data-row]') ?? document.createElement('i');
const ofLine = (key) => all('[data-row-key]', line()).find((button) => button.dataset.rowKey === key);

function moveInList(event) {
  const step = { j: 1, k: -1 }[event.key];
  const rows = step ? all('[data-row-link]') : [];
  if (rows.length === 0 || keysAreOff()) {
    return false;
  }

  const row = document.activeElement?.closest('[data-row]');
  const at = row ? rows.findIndex((link) => row.contains(link)) : step > 0 ? -1 : rows.length;
  rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  return true;
}

// The line is chosen, or no more.
function chooseRow(event) {
  const key = one('[data-choose-key]')?.dataset.chooseKey ?? 'c';
  const box = event.key === key && !keysAreOff() ? one('[data-row-choice]', line()) : null;
  box?.click();
  return box !== null;
}

// Where nothing is chosen, what is done to the chosen ones is done to the line that one is on.
function chooseWhereOneIs() {
  const box = one('[data-row-choice]:checked') ? null : one('[data-row-choice]', line());
  box?.click();
}

// 1 to 9 choose a patient: the ranked ones first, then the ones found by search.
function choose(event) {
  if (!/^[1-9]$/.test(event.key) || keysAreOff()) {
    return false;
  }

  const choice = all('[data-choice]')[Number(event.key) - 1];
  if (choice) {
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event('change', { bubbles: true }));
  }

  return choice !== undefined;
}

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-keys-switch]')) {
    localStorage.setItem(keysOff, event.target.checked ? 'no' : 'yes');
  }
});

all('[data-keys-switch]').forEach((box) => {
  box.checked = !keysAreOff();
});
