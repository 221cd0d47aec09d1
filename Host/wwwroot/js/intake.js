// The patients found are gone through with the arrow keys, from the search box and back.

const search = document.getElementById('search');
const links = () => [...document.querySelectorAll('#patients-found a')];

document.addEventListener('keydown', event => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const all = links();
  const at = event.target === search ? -1 : all.indexOf(event.target);
  if (at < 0 && event.target !== search) return;
  event.preventDefault();
  const next = at + (event.key === 'ArrowDown' ? 1 : -1);
  if (next < 0) search.focus();
  else all[Math.min(next, all.length - 1)]?.focus();
});
