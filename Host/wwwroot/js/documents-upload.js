// Files are sent one after another, each with its own progress and its own answer, so that one refusal or a broken line costs that file alone.
// Without this script the same form sends them all at once.

const form = document.querySelector('[data-upload]');
const input = form.querySelector('input[type=file]');
const list = document.querySelector('[data-upload-list]');
const pattern = document.querySelector('[data-upload-item]');
const summary = document.querySelector('[data-upload-summary]');
const most = Number(form.dataset.mostBytes);
const waiting = [];
let sending = false;

form.classList.add('is-live');

input.addEventListener('change', () => {
  add(input.files);
  input.value = '';
});

for (const kind of ['dragenter', 'dragover']) {
  form.addEventListener(kind, (event) => {
    event.preventDefault();
    form.classList.add('is-over');
  });
}

for (const kind of ['dragleave', 'drop']) {
  form.addEventListener(kind, () => form.classList.remove('is-over'));
}

form.addEventListener('drop', (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});

// A file let go beside the field must not replace the page, and with it what is still being sent.
for (const kind of ['dragover', 'drop']) {
  window.addEventListener(kind, (event) => event.preventDefault());
}

window.addEventListener('beforeunload', (event) => {
  if (sending) {
    event.preventDefault();
  }
});

list.addEventListener('click', (event) => {
  const again = event.target.closest('[data-upload-again]');
  if (again) {
    const item = again.closest('[data-upload-file]');
    enqueue(item.file, item);
  }
});

function add(files) {
  for (const file of files) {
    const item = pattern.content.firstElementChild.cloneNode(true);
    item.file = file;
    item.sending = newId();
    item.querySelector('[data-upload-name]').textContent = file.name;
    list.append(item);
    enqueue(file, item);
  }
}

function enqueue(file, item) {
  item.dataset.state = 'waiting';
  if (file.size === 0) {
    refuse(item, 'The file is empty. Scan or save it again, then choose it once more.');
  } else if (file.size > most) {
    refuse(item, `The file is larger than ${Math.floor(most / 1048576)} MB. Split it, or scan it in black and white at 200 or 300 dpi.`);
  } else {
    say(item, 'Waiting');
    waiting.push(item);
    next();
  }

  count();
}

function next() {
  const item = sending ? undefined : waiting.shift();
  if (!item) {
    return;
  }

  sending = true;
  item.dataset.state = 'sending';
  const bar = item.querySelector('progress');
  const body = new FormData(form);
  body.delete(input.name);
  body.append(input.name, item.file, item.file.name);
  body.set('Form.Id', item.sending);
  const request = new XMLHttpRequest();
  request.open('POST', form.dataset.fileAction);
  request.setRequestHeader('HX-Request', 'true');
  request.upload.addEventListener('progress', (event) => {
    bar.max = event.total;
    bar.value = event.loaded;
    say(item, event.loaded < event.total ? `Sending: ${Math.floor((100 * event.loaded) / event.total)} %` : 'Sent, being stored');
  });
  request.addEventListener('load', () => answered(item, request));
  request.addEventListener('error', () => broken(item, 'The connection broke. Nothing of this file was kept.'));
  request.addEventListener('loadend', () => {
    sending = false;
    count();
    next();
  });
  request.send(body);
}

function answered(item, request) {
  if (request.status === 200 && request.getResponseHeader('Content-Type')?.startsWith('text/html')) {
    const answer = new DOMParser().parseFromString(request.responseText, 'text/html').querySelector('[data-upload-answer]');
    if (answer) {
      item.dataset.state = answer.dataset.uploadAnswer;
      item.querySelector('[data-upload-says]').replaceChildren(document.importNode(answer, true));
      return;
    }
  }

  broken(item, request.status === 413
    ? 'The file is too large for this clinic. Split it, or scan it in black and white.'
    : 'ClinicOps did not take the file. Perhaps you were signed out: sign in in another tab, then send it again.');
}

function refuse(item, words) {
  item.dataset.state = 'refused';
  say(item, words);
}

function broken(item, words) {
  item.dataset.state = 'broken';
  say(item, words);
}

function say(item, words) {
  item.querySelector('[data-upload-says]').textContent = words;
}

function count() {
  const states = [...list.children].map((item) => item.dataset.state);
  const number = (...wanted) => states.filter((state) => wanted.includes(state)).length;
  const parts = [[number('stored', 'repeat'), 'received'], [number('waiting', 'sending'), 'to go'], [number('refused', 'broken'), 'not received']];
  summary.textContent = parts.filter(([many]) => many > 0).map(([many, words]) => `${many} ${words}`).join(', ');
}

// The same for every try of one file, so that it is received once. (crypto.randomUUID needs TLS; a clinic's own network may have none.)
function newId() {
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
