// The editor of a letter template: blocks are added, moved, removed and put back, and fields put in where the caret is. The inputs of a block keep
// their names: the order in which they stand on the page is the order in which they are saved.

const blocks = document.getElementById('template-blocks');
const picker = document.getElementById('field-picker');
const status = document.getElementById('picker-status');
let text;
let added = 0;

blocks.addEventListener('focusin', (event) => {
  if (event.target.matches('[data-takes-fields]')) {
    text = event.target;
  }
});

blocks.addEventListener('click', (event) => {
  const block = event.target.closest('[data-block]');
  const button = event.target.closest('button');
  if (!block || !button) {
    return;
  }

  if (button.dataset.move) {
    move(block, Number(button.dataset.move), button);
  } else if ('remove' in button.dataset) {
    remove(block, button);
  }
});

blocks.addEventListener('keydown', (event) => {
  const block = event.target.closest('[data-block]');
  if (!event.altKey || event.ctrlKey || event.metaKey || !block) {
    return;
  }

  // In a list of choices Alt with an arrow opens it.
  if (event.key.startsWith('Arrow') && !event.target.matches('select') && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
    event.preventDefault();
    move(block, event.key === 'ArrowUp' ? -1 : 1, event.target);
  } else if (event.code === 'KeyI' && event.target.matches('[data-takes-fields]')) {
    event.preventDefault();
    picker.focus();
  }
});

picker.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') {
    event.preventDefault();
    insert();
  }
});

document.getElementById('insert-field').addEventListener('click', insert);

document.getElementById('add-block').addEventListener('click', () => {
  const kind = document.getElementById('new-kind').value;
  const block = document.querySelector(`template[data-kind="${kind}"]`).content.querySelector('[data-block]').cloneNode(true);
  const key = `new${++added}-${Date.now()}`;
  for (const element of block.querySelectorAll('*')) {
    for (const attribute of ['name', 'id', 'for']) {
      if (element.hasAttribute(attribute)) {
        element.setAttribute(attribute, element.getAttribute(attribute).replace('[new]', `[${key}]`).replace('block-new-', `block-${key}-`));
      }
    }

    if (element.name === 'Form.Blocks.Index') {
      element.value = key;
    }
  }

  // Before a signature that ends the letter: what is added is usually text.
  const last = blocks.lastElementChild;
  const ends = kind !== 'signature' && last?.querySelector('[name$=".Kind"]')?.value === 'signature';
  blocks.insertBefore(block, ends ? last : null);
  number();
  (block.querySelector('textarea, input:not([type=hidden])') ?? block.querySelector('button')).focus();
});

function move(block, by, focused) {
  const other = by < 0 ? block.previousElementSibling : block.nextElementSibling;
  if (other) {
    blocks.insertBefore(block, by < 0 ? other : other.nextElementSibling);
    number();
    focused.focus();
    block.scrollIntoView({ block: 'nearest' });
  }
}

function remove(block, button) {
  const removed = block.querySelector('[data-removed-value]');
  const gone = removed.value !== 'true';
  removed.value = String(gone);
  block.querySelector('[data-block-body]').hidden = gone;
  button.textContent = gone ? 'Put back' : 'Remove';
}

function number() {
  [...blocks.children].forEach((block, at) => { block.querySelector('[data-number]').textContent = at + 1; });
}

function insert() {
  if (!text || !text.isConnected) {
    status.textContent = 'First click into the text where it is to stand.';
    return;
  }

  status.textContent = '';
  text.setRangeText(`{{${picker.value}}}`, text.selectionStart, text.selectionEnd, 'end');
  text.focus();
}
