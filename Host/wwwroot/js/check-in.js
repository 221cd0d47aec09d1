// The desk on the keyboard: rows gone through, an element names its key, change is said while it is typed, a signature is drawn.

const typing = (target) => target.closest('input:not([type="radio"], [type="checkbox"]), textarea, select') || document.querySelector('dialog[open]');

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }

  const rows = [...document.querySelectorAll('[data-row-link]')];
  const at = rows.indexOf(event.target);
  if (at >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    rows[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    return;
  }

  if (typing(event.target)) {
    return;
  }

  if (event.key === 'p' && document.getElementById('amount')) {
    event.preventDefault();
    (document.getElementById('copay') ?? document.getElementById('given') ?? document.getElementById('amount')).focus();
    return;
  }

  const named = [...document.querySelectorAll('[data-key]')].find((element) => element.dataset.key === event.key);
  if (named) {
    event.preventDefault();
    named.click();
  }
});

// In cents, as the server reads them; null for what is no amount.
const cents = (text) => {
  const plain = text.trim().replace(/^\$/, '').replaceAll(',', '');
  return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
};

const dollars = (amount) => `$${(amount / 100).toFixed(2)}`;

for (const form of document.querySelectorAll('[data-payment]')) {
  const [amount, given, change] = ['amount', 'given', 'change'].map((id) => form.querySelector(`#${id}`));
  const show = () => {
    const method = form.querySelector('input[type="radio"]:checked')?.value;
    for (const part of form.querySelectorAll('[data-of]')) {
      part.hidden = !part.dataset.of.split(' ').includes(method);
    }

    const [paid, handed] = [cents(amount.value), cents(given.value)];
    change.textContent = given.value.trim() === '' ? 'Empty: exactly what is paid.'
      : paid === null || handed === null ? 'Type an amount, like 50.00.'
      : handed < paid ? `${dollars(paid - handed)} is missing.`
      : `Give ${dollars(handed - paid)} back.`;
  };
  const copay = form.querySelector('[data-copies-to]');
  copay?.addEventListener('input', () => { amount.value = copay.value; });
  form.addEventListener('input', show);
  show();
}

for (const form of document.querySelectorAll('[data-signature]')) {
  const pad = form.querySelector('canvas');
  const ink = pad.getContext('2d');
  const drawn = form.querySelector('[name="drawn"]');
  // What was refused for another reason is drawn anew.
  let strokes = drawn.value ? JSON.parse(drawn.value) : [];
  let pen = null;
  Object.assign(ink, { lineWidth: 2.5, lineCap: 'round', lineJoin: 'round', strokeStyle: '#101a40' });

  const draw = (from, to) => {
    ink.beginPath();
    ink.moveTo(...from);
    ink.lineTo(...to);
    ink.stroke();
  };

  for (const stroke of strokes) {
    stroke.slice(1).forEach((to, before) => draw(stroke[before], to));
  }

  const point = (event) => {
    const box = pad.getBoundingClientRect();
    const along = (value, size, most) => Math.min(most, Math.max(0, Math.round((value / size) * most)));
    return [along(event.clientX - box.left, box.width, pad.width), along(event.clientY - box.top, box.height, pad.height)];
  };

  pad.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    pen = [point(event)];
    strokes.push(pen);
  });
  pad.addEventListener('pointermove', (event) => {
    if (!pen) return;
    const [from, to] = [pen.at(-1), point(event)];
    pen.push(to);
    draw(from, to);
  });
  const lift = () => {
    pen = null;
    drawn.value = JSON.stringify(strokes);
  };
  pad.addEventListener('pointerup', lift);
  pad.addEventListener('pointercancel', lift);
  form.querySelector('[data-clear]').addEventListener('click', () => {
    strokes = [];
    drawn.value = '';
    ink.clearRect(0, 0, pad.width, pad.height);
  });
}

// The count of a drawer: pieces times what they are worth.
for (const form of document.querySelectorAll('[data-count]')) {
  const total = form.querySelector('[data-cash]');
  const pieces = [...form.querySelectorAll('[data-worth]')];
  form.addEventListener('input', (event) => {
    if (!event.target.matches('[data-worth]')) return;
    const sum = pieces.reduce((so, piece) => so + (Number.parseInt(piece.value, 10) || 0) * Number(piece.dataset.worth), 0);
    total.value = (sum / 100).toFixed(2);
  });
}
