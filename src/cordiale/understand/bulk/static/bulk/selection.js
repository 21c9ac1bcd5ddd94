// Choosing rows: the box of the head takes the whole page, Shift takes a range, Escape lets go; the bar says how many.
const boxes = () => [...document.querySelectorAll('.row-pick input[name=key]')];
let last;

const tell = () => {
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const head = document.querySelector('[data-pick-all]');
  if (head) {
    head.hidden = false;
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  const form = document.getElementById('selection');
  if (!form) return;
  const count = document.getElementById('list-count')?.textContent ?? '';
  const every = form.elements.every;
  const said = form.querySelector('[data-chosen]');
  said.textContent = every?.checked ? count : new Intl.NumberFormat(document.documentElement.lang).format(picked);
  const whole = form.querySelector('[data-chosen-all]');
  if (whole) whole.textContent = count ? `(${count.trim()})` : '';
};

document.addEventListener('click', (event) => {
  const box = event.target.closest?.('.row-pick input');
  if (!box) return;
  const all = boxes();
  if (box.matches('[data-pick-all]')) for (const one of all) one.checked = box.checked;
  else if (event.shiftKey && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }
  last = box;
  tell();
});

document.addEventListener('change', (event) => event.target.name === 'every' && tell());

document.addEventListener('keydown', (event) => {
  if (event.key === 'x' && event.target.matches?.('.row-link') && document.documentElement.dataset.keys !== 'off') {
    event.target.closest('tr').querySelector('.row-pick input')?.click();
  } else if (event.key === 'Escape' && !document.querySelector('dialog[open]') && boxes().some((box) => box.checked)) {
    for (const box of boxes()) box.checked = false;
    const every = document.getElementById('selection')?.elements.every;
    if (every) every.checked = false;
    tell();
  }
});

document.addEventListener('htmx:after:swap', tell);
tell();
