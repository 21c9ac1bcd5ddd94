// Command palette (Ctrl+K or /): actions of this page, pages, records found by the server; and single-key shortcuts.
const fold = (text) => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
const typing = (target) => target.closest?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');
const busy = () => document.querySelector('dialog[open]');

customElements.define('e-palette', class extends HTMLElement {
  connectedCallback() {
    this.dialog = this.closest('dialog');
    this.input = this.querySelector('input');
    this.list = this.querySelector('[role=listbox]');
    this.found = this.querySelector('.palette-found');
    this.at = 0;
    this.collect();
    this.input.addEventListener('input', () => { this.filter(); this.ask(); });
    this.addEventListener('keydown', (event) => this.key(event));
    this.addEventListener('click', (event) => { const option = event.target.closest('[role=option]'); if (option) this.run(option, event.ctrlKey || event.metaKey); });
    this.dialog.addEventListener('opened', () => this.open());
    this.dialog.addEventListener('close', () => { this.input.setAttribute('aria-expanded', 'false'); this.stop(); });
    addEventListener('keydown', (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        this.dialog.open ? this.dialog.close() : this.show();
      }
    });
  }
  // The actions of the page are its own links and buttons marked with data-action="Label".
  collect() {
    const group = this.querySelector('.palette-here');
    const actions = [...document.querySelectorAll('[data-action]')].filter((element) => !element.closest('dialog'));
    group.hidden = !actions.length;
    this.actions = new Map();
    this.querySelectorAll('[data-here]').forEach((option) => option.remove());
    actions.reverse().forEach((element, index) => {
      const option = document.createElement('li');
      option.role = 'option';
      option.id = `palette-here-${index}`;
      option.dataset.here = '';
      const icon = element.querySelector('.icon')?.cloneNode(true);
      const label = Object.assign(document.createElement('span'), { textContent: element.dataset.action });
      option.append(...(icon ? [icon, label] : [label]));
      if (element.dataset.key) option.append(Object.assign(document.createElement('kbd'), { textContent: element.dataset.key.toUpperCase() }));
      this.actions.set(option, element);
      group.after(option);
    });
  }
  show() { this.dialog.showModal(); this.open(); }
  open() {
    this.collect();
    this.input.value = '';
    this.input.setAttribute('aria-expanded', 'true');
    this.found.replaceChildren();
    this.filter();
  }
  get options() { return [...this.querySelectorAll('[role=option]')].filter((option) => !option.hidden); }
  filter() {
    const words = fold(this.input.value).split(/\s+/).filter(Boolean);
    for (const option of this.list.querySelectorAll('[role=option]')) {
      if (option.closest('.palette-found')) continue;
      const text = fold(`${option.textContent} ${option.dataset.words || ''}`);
      option.hidden = !words.every((word) => text.includes(word));
    }
    for (const title of this.list.querySelectorAll(':scope > .palette-group')) {
      let next = title.nextElementSibling, any = false;
      for (; next && next.role === 'option'; next = next.nextElementSibling) any ||= !next.hidden;
      title.hidden = !any;
    }
    this.select(0);
  }
  // Records: asked 150 ms after the last key, the former question is dropped.
  ask() {
    this.stop();
    const text = this.input.value.trim();
    if (text.length < 2) { this.found.replaceChildren(); this.select(0); return; }
    this.timer = setTimeout(async () => {
      this.request = new AbortController();
      this.setAttribute('aria-busy', 'true');
      try {
        const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(text)}`, { signal: this.request.signal, headers: { 'HX-Request': 'true' } });
        if (answer.ok) { this.found.innerHTML = await answer.text(); this.select(this.at); }
      } catch (reason) {
        if (reason.name !== 'AbortError') this.found.replaceChildren();
      } finally { this.removeAttribute('aria-busy'); this.none(); }
    }, 150);
  }
  stop() { clearTimeout(this.timer); this.request?.abort(); }
  none() { this.querySelector('.palette-none').hidden = this.options.length > 0 || this.hasAttribute('aria-busy'); }
  select(index) {
    const options = this.options;
    this.at = Math.max(0, Math.min(index, options.length - 1));
    this.querySelectorAll('[aria-selected=true]').forEach((option) => option.setAttribute('aria-selected', 'false'));
    const option = options[this.at];
    if (option) {
      option.setAttribute('aria-selected', 'true');
      this.input.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else this.input.removeAttribute('aria-activedescendant');
    if (!this.input.value) this.querySelector('.palette-none').hidden = true; else this.none();
  }
  key(event) {
    const moves = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + 8, PageUp: this.at - 8 };
    if (event.key in moves) { event.preventDefault(); this.select(moves[event.key]); }
    else if (event.key === 'Enter') {
      event.preventDefault();
      const option = this.options[this.at];
      if (option) this.run(option, event.ctrlKey || event.metaKey);
      else if (this.input.value.trim()) location.href = `${this.dataset.page}?q=${encodeURIComponent(this.input.value.trim())}`;
    }
  }
  run(option, aside) {
    const action = this.actions.get(option);
    this.dialog.close();
    if (action) { action.focus(); action.click(); }
    else if (aside) open(option.dataset.href, '_blank', 'noopener');
    else if (option.dataset.open) document.getElementById(option.dataset.open).showModal();
    else location.href = option.dataset.href;
  }
});

// Single keys, only where nothing is being typed and only if the reader has not switched them off (WCAG 2.1.4).
let go = 0;
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat || typing(event.target) || busy()) return;
  if (document.documentElement.dataset.keys === 'off') return;
  const key = event.key.toLowerCase();
  const press = (element) => { if (element) { event.preventDefault(); element.focus(); element.click(); } };
  if (go && event.timeStamp - go < 1500) { go = 0; return press(document.querySelector(`.side a[data-go="${CSS.escape(key)}"]`)); }
  if (key === 'g') { go = event.timeStamp; return; }
  if (key === '/') {
    event.preventDefault();
    const field = document.querySelector('main input[type=search]');
    return field ? field.focus() : document.querySelector('e-palette')?.show();
  }
  if (key === '?') { event.preventDefault(); return document.getElementById('shortcuts')?.showModal(); }
  if (key === 'j') return press(document.querySelector('a[rel~=next]'));
  if (key === 'k') return press(document.querySelector('a[rel~=prev]'));
  if (/^[a-z]$/.test(key)) press(document.querySelector(`[data-key="${key}" i]`));
});
