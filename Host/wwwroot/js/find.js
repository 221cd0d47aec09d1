// Search from anywhere: patients are asked of the server as one types, pages are found among those that stand in the dialog already.
// Without this script the link leads to the patients page.

const dialog = document.getElementById('find');
const opener = document.getElementById('search-link');
const box = document.getElementById('find-text');
const patients = document.getElementById('find-patients');
const pages = [...document.querySelectorAll('#find-pages li')];
const links = () => [...dialog.querySelectorAll('#find-patients a, #find-pages li:not([hidden]) a')];

// Enter before the answer is there waits for it: it must not open what stood there for other letters.
let asked = '';
let answered = '';
let enterWaits = false;

function clear() {
  box.value = '';
  asked = answered = '';
  enterWaits = false;
  patients.replaceChildren();
  dialog.querySelector('[data-toasts]').replaceChildren();
  showPages();
}

function showPages() {
  const words = ' ' + box.value.trim().toLowerCase();
  for (const page of pages) page.hidden = words.length < 3 || !(' ' + page.querySelector('strong').textContent.toLowerCase()).includes(words);
}

// The only one found is opened; of several the first is gone to.
function enter() {
  enterWaits = answered !== box.value;
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
box.addEventListener('htmx:config:request', () => { asked = box.value; });
box.addEventListener('htmx:before:swap', event => { if (!dialog.open) event.preventDefault(); });
box.addEventListener('htmx:after:swap', () => {
  answered = asked;
  if (enterWaits) enter();
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
