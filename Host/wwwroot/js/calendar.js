// A visit is taken in hand on the calendar itself, by the pointer or by a key, and put down at another time, with another provider, on another day, or longer or
// shorter; in the view of the rooms in another room, at its time. What is put down is sent as a form, like everything else; without this script the same is done by links and a page. While something is in hand,
// nothing on the page moves but what marks its place.

import { tell } from './site.js';

const day = document.getElementById('day');
const scroll = day?.closest('.day-scroll');
const roomForm = document.getElementById('drop-room');
const moveForm = document.getElementById('drop-move') ?? roomForm;
const lengthForm = document.getElementById('drop-length');
const said = document.getElementById('in-hand');
const slotMinutes = Number(day?.dataset.slotMinutes);
const movable = '.visit.is-movable';
const startsDragging = 5;
const nearEdge = 32;

// ---- The grid: lines and columns as the eye sees them ----------------------------------------------------------------------

const rows = () => [...day.tBodies[0].rows];
const heads = () => [...day.tHead.rows[0].cells].slice(1);
const within = (number, length) => Math.min(Math.max(number, 0), length - 1);
const rowAt = (y) => within(rows().findLastIndex((row) => row.getBoundingClientRect().top <= y), rows().length);
const columnAt = (x) => within(heads().findLastIndex((head) => head.getBoundingClientRect().left <= x), heads().length);

// The instant of a line in a column; undefined where its day has no such time. One for all columns where they are of one day.
function instantOf(row, column) {
  const instants = rows()[row]?.dataset.at.split(' ') ?? [];
  const at = instants.length === 1 ? instants[0] : instants[column];
  return at === '-' ? undefined : at;
}

const minutesBetween = (from, until) => (Date.parse(until) - Date.parse(from)) / 60000;

// Instants are written so that the later one is the greater text.
function placeOf(visit) {
  const column = columnAt(visit.closest('td').getBoundingClientRect().left + 1);
  const row = rows().findLastIndex((_, number) => (instantOf(number, column) ?? '~') <= visit.dataset.start);
  return { column, row: within(row, rows().length), minutes: minutesBetween(visit.dataset.start, visit.dataset.end) };
}

// ---- In hand ---------------------------------------------------------------------------------------------------------------

let hand;

function pickUp(visit, { resizing, dragged }) {
  const from = placeOf(visit);
  const ghost = document.createElement('div');
  ghost.className = 'drag-ghost';
  scroll.append(ghost);
  visit.classList.add('is-moving');
  document.body.classList.toggle('is-dragging', dragged);
  hand = { visit, resizing, dragged, from, ...from, ghost };
  draw();
}

function putDown() {
  hand.visit.classList.remove('is-moving');
  document.body.classList.remove('is-dragging');
  hand.ghost.remove();
  said.textContent = '';
  hand = undefined;
}

function words() {
  const time = rows()[hand.row].cells[0].textContent.trim();
  const head = heads()[hand.column].dataset.name;
  return roomForm ? head : hand.resizing ? `${hand.minutes} minutes` : instantOf(hand.row, hand.column) ? `${time}, ${head}` : `${head}: no such time on this day`;
}

function draw() {
  const { row, column, minutes, ghost, dragged } = hand;
  const all = rows();
  const last = within(row + Math.ceil(minutes / slotMinutes) - 1, all.length);
  const head = heads()[column].getBoundingClientRect();
  const frame = scroll.getBoundingClientRect();
  const [top, bottom] = [all[row].getBoundingClientRect().top, all[last].getBoundingClientRect().bottom];
  Object.assign(ghost.style, {
    top: `${top - frame.top - scroll.clientTop + scroll.scrollTop}px`,
    left: `${head.left - frame.left - scroll.clientLeft + scroll.scrollLeft}px`,
    width: `${head.width}px`,
    height: `${bottom - top}px`,
  });
  ghost.textContent = dragged ? words() : `${words()} · Enter`;
  said.textContent = words();
  if (!dragged) {
    ghost.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

function put() {
  const { visit, resizing, row, column, minutes, from } = hand;
  const at = instantOf(row, column);
  if (resizing ? minutes === from.minutes : row === from.row && column === from.column) {
    putDown();
    return;
  }

  if (!resizing && !at && !roomForm) {
    tell('The clocks leave that time out on this day. The visit is where it was: choose another time.');
    putDown();
    return;
  }

  const form = resizing ? lengthForm : moveForm;
  form.elements.visit.value = visit.dataset.visit;
  form.elements.version.value = visit.dataset.version;
  if (resizing) {
    form.elements.minutes.value = minutes;
  } else if (roomForm) {
    form.elements.roomId.value = heads()[column].dataset.provider;
  } else {
    form.elements.slot.value = `${heads()[column].dataset.provider}|${at}`;
  }

  hand.sent = true;
  form.requestSubmit();
}

// ---- By the pointer. A finger scrolls; it opens the visit, whose page moves it ------------------------------------------------

let press;
let swallowsClick = false;

function begin(event) {
  const visit = event.target.closest(movable);
  if (visit && !hand && event.button === 0 && event.pointerType !== 'touch') {
    press = { visit, resizing: event.target.closest('.visit-edge') !== null, x: event.clientX, y: event.clientY };
  }
}

function follow(event) {
  if (!press) {
    return;
  }

  if (!hand) {
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < startsDragging) {
      return;
    }

    pickUp(press.visit, { resizing: press.resizing, dragged: true });
    press.held = rowAt(press.y) - hand.row;
  }

  const frame = scroll.getBoundingClientRect();
  scroll.scrollTop += event.clientY > frame.bottom - nearEdge ? nearEdge : event.clientY < frame.top + nearEdge ? -nearEdge : 0;
  scroll.scrollLeft += event.clientX > frame.right - nearEdge ? nearEdge : event.clientX < frame.left + nearEdge ? -nearEdge : 0;
  if (hand.resizing) {
    const until = instantOf(Math.max(rowAt(event.clientY), hand.from.row), hand.column);
    hand.minutes = until ? Math.max(minutesBetween(hand.visit.dataset.start, until) + slotMinutes, Math.min(slotMinutes, hand.from.minutes)) : hand.minutes;
  } else {
    hand.row = roomForm ? hand.from.row : within(rowAt(event.clientY) - press.held, rows().length);
    hand.column = columnAt(event.clientX);
  }

  draw();
}

function release() {
  if (press && hand?.dragged) {
    // What comes of letting go is no click on what lies there.
    swallowsClick = true;
    setTimeout(() => { swallowsClick = false; });
    put();
  }

  press = undefined;
}

function letGo() {
  press = undefined;
  if (hand && !hand.sent) {
    putDown();
  }
}

// ---- By keys: m, arrows, Enter; + or -, Enter ------------------------------------------------------------------------------

const lengthens = (key) => ({ '+': 1, '=': 1, '-': -1 }[key] ?? 0);

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
    return false;
  }

  if (hand) {
    return inHand(event);
  }

  const focused = document.activeElement;
  const visit = focused?.closest?.(movable);
  if (visit && !event.repeat && event.key === 'm') {
    pickUp(visit, { resizing: false, dragged: false });
    return true;
  }

  if (visit && !roomForm && lengthens(event.key) !== 0) {
    pickUp(visit, { resizing: true, dragged: false });
    lengthen(lengthens(event.key));
    return true;
  }

  const cell = focused?.closest?.('#day td');
  if (cell) {
    aim(event.key, cell);
  }

  return false;
}

// The keys of these links are the page's own: they only learn which time, whose week or which day is meant.
function aim(key, cell) {
  const column = columnAt(cell.getBoundingClientRect().left + 1);
  const head = heads()[column];
  const block = document.getElementById('block-time');
  if (key === 'b' && block && cell.matches('.free')) {
    block.href = `/scheduling/settings/closed?of=${day.dataset.columnsAre}:${head.dataset.provider}&at=${instantOf(rows().indexOf(cell.parentElement), column)}`;
  } else if (key === (day.matches('.is-week') ? '1' : '2') && head.querySelector('a')) {
    document.querySelector(`[data-key="${key}"]`).href = head.querySelector('a').href;
  }
}

// Whatever else is pressed is nobody's while something is in hand; Tab and the list of keys are everybody's.
function inHand(event) {
  const { key } = event;
  const elsewhere = (roomForm ? ['1', '2'] : ['d', 'D', 't', '1', '2']).includes(key) ? document.querySelector(`[data-key="${key}"]`) : null;
  if (key === 'Escape') {
    press = undefined;
    putDown();
  } else if (hand.sent || hand.dragged) {
    return true;
  } else if (key === 'Enter') {
    if (!event.repeat) {
      put();
    }
  } else if (key === 'ArrowDown' || key === 'ArrowUp' || (hand.resizing && lengthens(key) !== 0)) {
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : lengthens(key);
    if (hand.resizing) {
      lengthen(step);
    } else if (!roomForm) {
      hand.row = within(hand.row + step, rows().length);
      draw();
    }
  } else if ((key === 'ArrowRight' || key === 'ArrowLeft') && !hand.resizing) {
    hand.column = within(hand.column + (key === 'ArrowRight' ? 1 : -1), heads().length);
    draw();
  } else if (elsewhere && !hand.resizing) {
    location.assign(`${elsewhere.href}&moving=${hand.visit.dataset.visit}`);
  } else if (key === 'Tab' || key === '?') {
    putDown();
    return false;
  }

  return true;
}

function lengthen(step) {
  hand.minutes = Math.max(hand.minutes + step * slotMinutes, Math.min(slotMinutes, hand.from.minutes));
  draw();
}

if (day && scroll && moveForm) {
  day.addEventListener('pointerdown', begin);
  document.addEventListener('pointermove', follow);
  document.addEventListener('pointerup', release);
  document.addEventListener('pointercancel', letGo);

  // The link of a visit is not drawn away as a link, nor opened by letting go.
  day.addEventListener('dragstart', (event) => event.preventDefault());
  document.addEventListener('click', (event) => {
    if (swallowsClick) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);

  addEventListener('resize', () => hand && draw());

  // Come back to, the page has nothing in hand.
  addEventListener('pageshow', (event) => {
    if (event.persisted && hand) {
      putDown();
    }
  });
}

if (day && scroll) {
  // Before the other keys of the page.
  document.addEventListener('keydown', (event) => {
    if (onKey(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }, true);
}
