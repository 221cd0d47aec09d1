// The screen of the waiting room. Who shows it is signed in: once that is over, the screen names nobody any more, and asks to sign in.

document.addEventListener('htmx:response:error', (event) => {
  const { status } = event.detail.ctx.response.raw ?? event.detail.ctx.response;
  if (status === 401 || status === 403) {
    location.reload();
  }
});
