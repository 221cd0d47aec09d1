// Search from anywhere: each module that finds something is asked as one types, pages are found among those that stand in the dialog already.
// Without this script the link leads to the patients page.

const dialog = document.getElementById('find');
const opener = document.getElementById('search-link');
const box = document.getElementById('find-text');
const sources = [...dialog.querySelectorAll('[data-find-source]')];
const pages = [...document.querySelectorAll('#find-pages li')];
const links = () => [...dialog.querySelectorAll('[data-find-source] a, #find-pages li:not([hidden]) a')];

// Enter before all answers are there waits for them: it must not open what stood there for other letters.
const asked = new Map();
const answered = new Map();
let enterWaits = false;

function clear() {
  box.value = '';
  asked.clear();
  answered.clear();
  enterWaits = false;
  for (const source of sources) source.replaceChildren();
  dialog.querySelector('[data-toasts]').replaceChildren();
  showPages();
}

function showPages() {
  const words = ' ' + box.value.trim().toLowerCase();
  for (const page of pages) page.hidden = words.length < 3 || !(' ' + page.querySelector('strong').textContent.toLowerCase()).includes(words);
}

// The only one found is opened; of several the first is gone to.
function enter() {
  enterWaits = sources.some(source => answered.get(source) !== box.value);
  if (enterWaits) return;
  const all = links();
  if (all.length === 1) all[0].click();
  else all[0]?.focus();
}

function step(from, by) {
  const all = links();
  const at = all.indexOf(from) + by;
  if (at < 0) box.focus();
  else all[Math.min(at, all.length - 1)]?.focus();
}

opener.addEventListener('click', event => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  clear();
  dialog.showModal();
});

// Nobody's name stays in a dialog that is shut, nor in a page come back to.
dialog.addEventListener('close', clear);
window.addEventListener('pageshow', event => { if (event.persisted) dialog.close(); });

box.addEventListener('input', () => {
  enterWaits = false;
  showPages();
});
for (const source of sources) {
  source.addEventListener('htmx:config:request', () => { asked.set(source, box.value); });
  source.addEventListener('htmx:before:swap', event => { if (!dialog.open) event.preventDefault(); });
  source.addEventListener('htmx:after:swap', () => {
    answered.set(source, asked.get(source));
    if (enterWaits) enter();
  });
}

// What was typed before htmx listened is searched for all the same (as site.js sees to for boxes that ask themselves).
document.addEventListener('htmx:after:init', ({ target }) => {
  if (target === sources.at(-1) && box.value !== '') box.dispatchEvent(new Event('input', { bubbles: true }));
});

// The page's own keys are not meant while the dialog is open.
dialog.addEventListener('keydown', event => {
  event.stopPropagation();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const link = event.target.closest('.find-list a');
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (event.target !== box && !link) return;
    event.preventDefault();
    step(event.target, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape') {
    // A search box would only be emptied by it.
    event.preventDefault();
    dialog.close();
  } else if (event.key === 'Enter' && event.target === box) {
    event.preventDefault();
    enter();
  } else if (link && event.key.length === 1 && event.key !== ' ') {
    // Typing goes on in the box.
    box.focus();
  }
});
