// Editing in place: Enter saves, Escape leaves as it was. Cards of a board can be dragged; the menu does the same.
document.addEventListener('keydown', (event) => {
  const form = event.target.closest?.('.cell-form');
  if (!form) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    form.querySelector('[data-cancel]').click();
  } else if (event.key === 'Enter' && event.target.matches('select, input')) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.addEventListener('htmx:after:swap', () => document.querySelector('.cell-form [autofocus]')?.focus());

let card;
document.addEventListener('dragstart', (event) => { card = event.target.closest?.('.board-card'); });
document.addEventListener('dragover', (event) => { if (card && event.target.closest?.('.lane')) event.preventDefault(); });
document.addEventListener('drop', (event) => {
  const lane = event.target.closest?.('.lane');
  if (!card || !lane) return;
  event.preventDefault();
  const form = document.getElementById('board-move');
  if (form && !lane.contains(card)) {
    form.action = card.dataset.move;
    form.elements.value.value = lane.dataset.lane;
    form.submit();
  }
  card = undefined;
});
