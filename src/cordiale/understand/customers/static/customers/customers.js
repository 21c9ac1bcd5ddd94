// The list by keyboard: J, K and the arrows move from row to row, Space shows the preview, Escape takes the filters
// off; Ctrl+Enter sends a note.
const typing = (target) => target.closest?.('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.target.closest?.('form[data-ctrl-enter]')?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  if (event.key === 'Escape' && !typing(event.target) && !document.querySelector(':popover-open')) {
    document.querySelector('[data-clear]')?.click();
    return;
  }
  const links = [...document.querySelectorAll('.customers .row-link')];
  if (!links.length) return;
  const at = links.indexOf(document.activeElement);
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const letter = document.documentElement.dataset.keys === 'off' ? undefined : { j: 1, k: -1 }[event.key.toLowerCase()];
  const fromSearch = arrow === 1 && document.activeElement?.id === 'list-q';
  const step = arrow && (at >= 0 || fromSearch) ? arrow : !typing(event.target) && !arrow ? letter : undefined;
  if (step) {
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + step))].focus();
  } else if (event.key === ' ' && at >= 0) {
    event.preventDefault();
    links[at].closest('tr').querySelector('.row-peek')?.click();
  }
});
