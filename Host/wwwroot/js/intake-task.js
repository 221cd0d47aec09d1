// The task on the keyboard: an element names its key.

document.addEventListener('keydown', (event) => {
  const busy = event.target.closest('input, textarea, select') || document.querySelector('dialog[open]');
  if (busy || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }

  const named = [...document.querySelectorAll('[data-key]')].find((element) => element.dataset.key === event.key);
  if (named) {
    event.preventDefault();
    if (!named.matches('details[open] > summary')) {
      named.click();
    }

    // A form that a key opens takes what is typed next.
    if (named.matches('details[open] > summary')) {
      named.parentElement.querySelector('form :is(input:not([type=hidden], [type=radio]), select)')?.focus();
    }
  }
});
