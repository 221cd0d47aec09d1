// Logging a call on the keyboard. Everything here also works by mouse and Tab; without this script the page is a plain form.

const caller = document.getElementById('caller');
const about = document.getElementById('about');

document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  const first = document.querySelector('#found input[type=radio]') ?? document.querySelector('input[name="Form.With"]');

  // From the search to who was found: the first is only gone to, never chosen by the machine.
  if (target === caller && (key === 'ArrowDown' || key === 'Enter')) {
    event.preventDefault();
    first?.focus();
  } else if (key === 'Enter' && target.matches?.('input[name="Form.With"]')) {
    event.preventDefault();
    target.checked = true;
    about.focus();
  }
});
