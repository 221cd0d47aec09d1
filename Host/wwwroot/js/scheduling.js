// The day and its pages on the keyboard. Everything here also works by mouse and Tab; without this script the pages are plain
// tables, links and forms.

const day = document.getElementById('day');
const found = document.getElementById('found');
const focusable = 'a.slot, button.slot, a.visit-open';
const lastPlace = 'scheduling-place';

// ---- Going from time to time --------------------------------------------------------------------------------------------

// One stop of the Tab key for the whole table; the arrows go on from there.
let current;

function stopAt(element, andFocus = true) {
  if (!element) {
    return;
  }

  if (current) {
    current.tabIndex = -1;
  }

  current = element;
  current.tabIndex = 0;
  if (andFocus) {
    current.focus({ preventScroll: true });
    current.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

if (day) {
  const stops = [...day.querySelectorAll(focusable)];
  stops.forEach((stop) => { stop.tabIndex = -1; });
  const named = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const remembered = document.getElementById(sessionStorage.getItem(lastPlace) ?? '');
  sessionStorage.removeItem(lastPlace);
  const back = named ?? (remembered && day.contains(remembered) ? remembered : null);
  stopAt(back ?? nearest() ?? day.querySelector('td.free:not(.past) .slot') ?? stops[0], back !== null || document.querySelector('.in-hand') !== null);
  day.addEventListener('focusin', (event) => {
    if (event.target.matches(focusable)) {
      stopAt(event.target, false);
    }
  });
}

// With a visit in hand: the free time nearest to its own, with its own provider first.
function nearest() {
  const own = document.getElementById('move')?.dataset;
  const far = (button) => Math.abs(button.closest('tr').dataset.minute - own.minute) + (button.value.startsWith(own.provider) ? 0 : 2000);
  return own ? [...day.querySelectorAll('button.slot')].sort((one, other) => far(one) - far(other))[0] : undefined;
}

// Where a cell stands, counted as the eye does: a visit reaches over several lines.
function placesOf() {
  const grid = [];
  [...day.tBodies[0].rows].forEach((row, at) => {
    let column = 0;
    for (const cell of [...row.cells].slice(1)) {
      while (grid[at]?.[column]) {
        column++;
      }

      for (let reach = 0; reach < cell.rowSpan; reach++) {
        (grid[at + reach] ??= [])[column] = cell;
      }

      column++;
    }
  });
  return grid;
}

function go(key) {
  const grid = placesOf();
  const cell = current.closest('td');
  const row = grid.findIndex((cells) => cells.includes(cell));
  const column = grid[row].indexOf(cell);
  const inCell = [...cell.querySelectorAll(focusable)];
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const step = key === 'ArrowDown' ? 1 : -1;
    const beside = inCell[inCell.indexOf(current) + step];
    if (beside) {
      return stopAt(beside);
    }

    for (let at = step > 0 ? row + cell.rowSpan : row - 1; at >= 0 && at < grid.length; at += step) {
      const stops = grid[at][column].querySelectorAll(focusable);
      if (stops.length > 0) {
        return stopAt(stops[step > 0 ? 0 : stops.length - 1]);
      }
    }
  } else {
    const step = key === 'ArrowRight' ? 1 : -1;
    for (let at = column + step; at >= 0 && at < grid[row].length; at += step) {
      for (const distance of grid.keys()) {
        const stop = grid[row + distance]?.[at]?.querySelector(focusable) ?? grid[row - distance]?.[at]?.querySelector(focusable);
        if (stop) {
          return stopAt(stop);
        }
      }
    }
  }
}

// ---- Keys ---------------------------------------------------------------------------------------------------------------

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return;
  }

  const typing = event.target.closest('input:not([type=radio]), textarea, select');
  if (typing ? inField(event) : onPage(event)) {
    event.preventDefault();
  }
});

function onPage(event) {
  if (event.key.startsWith('Arrow') && current && (day.contains(document.activeElement) || document.activeElement === document.body)) {
    if (day.contains(document.activeElement)) {
      go(event.key);
    } else {
      stopAt(current);
    }

    return true;
  }

  if (event.repeat) {
    return false;
  }

  // On the day m, l and x are the visit's under the focus, elsewhere the page's own.
  const visit = document.activeElement?.closest?.('.visit');
  const act = { m: visit?.querySelector('[data-move], [data-length]'), l: visit?.querySelector('[data-length]'), x: visit?.querySelector('[data-cancel]') }[event.key]
    ?? [...document.querySelectorAll('[data-key]')].find((element) => element.dataset.key === event.key);
  act?.click();
  return act !== undefined && act !== null;
}

// Escape gives the keys back to the page; from the search the patients found are one key away.
function inField(event) {
  if (event.key === 'Escape') {
    event.target.blur();
    return true;
  }

  const first = found?.querySelector('input[type=radio]');
  if (event.target.type === 'search' && (event.key === 'ArrowDown' || event.key === 'Enter') && first) {
    first.checked = true;
    first.focus();
    return true;
  }

  return false;
}

// The chosen patient is settled by Enter: on to the kind of visit.
found?.addEventListener('keydown', (event) => {
  const type = document.querySelector('#visit select');
  if (event.key === 'Enter' && event.target.matches('input[type=radio]') && type?.value === '') {
    event.preventDefault();
    type.focus();
  }
});

// A sheet is printed by the browser; without this script by its own menu.
for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// Loaded again, the page comes back to the same place.
document.addEventListener('click', (event) => {
  if (event.target.closest('#day-changed a, #cancel, [data-cancel]') && current?.id) {
    sessionStorage.setItem(lastPlace, current.id);
  }
});
