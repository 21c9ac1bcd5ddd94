// `@` in a text offers colleagues: <textarea data-mention="/address/">. Without script the name is typed.
const field = (target) => target.closest?.('textarea[data-mention]');
let list = null, timer = 0;

const word = (area) => area.value.slice(0, area.selectionStart).match(/(?:^|[\s(])@([\p{L}'’ -]{0,40})$/u);
const close = (area) => { list?.remove(); list = null; area?.removeAttribute('aria-activedescendant'); area?.setAttribute('aria-expanded', 'false'); };

function choose(area, name) {
  const found = word(area), end = area.selectionStart;
  if (found) area.setRangeText(`${name} `, end - found[1].length, end, 'end');
  close(area);
  area.focus();
}

function mark(area, at) {
  [...list.children].forEach((option, place) => option.setAttribute('aria-selected', String(place === at)));
  list.dataset.at = at;
  area.setAttribute('aria-activedescendant', list.children[at].id);
}

async function offer(area) {
  const found = word(area);
  if (!found) return close(area);
  const answer = await fetch(`${area.dataset.mention}?q=${encodeURIComponent(found[1])}`);
  const names = answer.ok ? (await answer.json()).names : [];
  if (!names.length || document.activeElement !== area) return close(area);
  close(area);
  list = Object.assign(document.createElement('ul'), { id: 'mention-list', className: 'mentions' });
  list.role = 'listbox';
  names.forEach((name, place) => {
    const option = Object.assign(document.createElement('li'), { id: `mention-${place}`, textContent: name });
    option.role = 'option';
    option.addEventListener('pointerdown', (event) => { event.preventDefault(); choose(area, name); });
    list.append(option);
  });
  area.after(list);
  area.setAttribute('aria-controls', 'mention-list');
  area.setAttribute('aria-expanded', 'true');
  mark(area, 0);
}

document.addEventListener('input', (event) => {
  const area = field(event.target);
  if (area) { clearTimeout(timer); timer = setTimeout(() => offer(area), 120); }
});
document.addEventListener('keydown', (event) => {
  const area = field(event.target);
  if (!area || !list) return;
  const at = Number(list.dataset.at), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); mark(area, (at + step + list.children.length) % list.children.length); }
  else if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') { event.preventDefault(); choose(area, list.children[at].textContent); }
  else if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); close(area); }
}, true);
document.addEventListener('focusout', (event) => { const area = field(event.target); if (area) close(area); });
