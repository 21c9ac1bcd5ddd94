// Small controls. Everything works (less richly) without this file: links are links and forms are forms.
const $ = (selector, root = document) => root.querySelector(selector);

// Dialogs: `data-open="id"` opens a <dialog>, `data-close` closes the one around it, a click beside it closes it too.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog) { event.preventDefault(); dialog.showModal(); dialog.dispatchEvent(new Event('opened')); }
    return;
  }
  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  else if (event.target.matches('dialog')) event.target.close();
});

// A deed that cannot be undone says what will be lost first: `data-confirm="…"` on its form. Undo is better where it can be had.
document.addEventListener('submit', (event) => {
  const form = event.target, dialog = document.getElementById('confirm');
  if (!form.dataset.confirm || !dialog || form.dataset.confirmed) return delete form.dataset.confirmed;
  event.preventDefault();
  event.stopImmediatePropagation();
  const yes = $('#confirm-yes'), words = event.submitter?.textContent.trim();
  $('#confirm-said').textContent = form.dataset.confirm;
  if (words) yes.textContent = words;
  yes.onclick = () => { dialog.close(); form.dataset.confirmed = 'yes'; form.requestSubmit(event.submitter); };
  dialog.showModal();
}, true);

// A drawer opens once htmx has filled it.
document.addEventListener('htmx:after:swap', (event) => {
  const drawer = event.detail.ctx?.target?.closest?.('dialog.drawer');
  if (drawer && !drawer.open && drawer.firstElementChild) drawer.showModal();
});

// The network is gone: say so, once, and leave the page as it is.
document.addEventListener('htmx:error', () => {
  const toasts = document.getElementById('toasts'), lost = document.getElementById('lost');
  if (lost && !toasts.querySelector('[data-lost]')) toasts.append(lost.content.cloneNode(true));
});

// Segmented control made of buttons: one pressed button per group.
document.addEventListener('click', (event) => {
  const button = event.target.closest('.segmented > button');
  if (button) for (const other of button.parentElement.children) other.setAttribute('aria-pressed', String(other === button));
});

// A select or a checkbox that sends its form at once carries `data-send`; without script its submit button is shown.
document.addEventListener('change', (event) => {
  if (event.target.closest('[data-send]')) event.target.form?.requestSubmit();
});

// Theme switch: at once in the page, then told to the server by the form around the button.
document.addEventListener('submit', (event) => {
  const form = event.target.closest('form.theme-switch');
  if (!form) return;
  event.preventDefault();
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  const body = new FormData(form);
  body.set('theme', root.dataset.theme);
  fetch(form.action, { method: 'POST', body, headers: { 'HX-Request': 'true' } });
});

// A form that was sent shows that it works and is not sent twice.
document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.matches('.btn') || event.target.matches('[hx-post], [hx-get], [method=dialog]')) return;
  setTimeout(() => { button.setAttribute('aria-busy', 'true'); button.dataset.sent = ''; }, 0);
});
addEventListener('pageshow', () => { for (const button of document.querySelectorAll('[data-sent]')) button.removeAttribute('aria-busy'); });

// Toasts: leave after eight seconds unless the pointer or the focus rests on them.
customElements.define('e-toast', class extends HTMLElement {
  connectedCallback() {
    this.addEventListener('pointerenter', () => this.wait());
    this.addEventListener('pointerleave', () => this.start());
    this.addEventListener('focusin', () => this.wait());
    this.addEventListener('focusout', () => this.start());
    this.addEventListener('click', (event) => { if (event.target.closest('[data-dismiss]')) this.remove(); });
    this.start();
  }
  start() { this.wait(); this.timer = setTimeout(() => this.remove(), Number(this.dataset.for || 8000)); }
  wait() { clearTimeout(this.timer); }
});

// File drop: a real file input inside a label; dropping fills it.
customElements.define('e-drop', class extends HTMLElement {
  connectedCallback() {
    this.input = $('input[type=file]', this);
    this.chosen = $('.chosen', this);
    const zone = $('.drop', this);
    for (const name of ['dragenter', 'dragover']) zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add('over'); });
    for (const name of ['dragleave', 'drop']) zone.addEventListener(name, () => zone.classList.remove('over'));
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      this.input.files = event.dataTransfer.files;
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    this.input.addEventListener('change', () => {
      this.chosen.textContent = [...this.input.files].map((file) => file.name).join(', ');
      this.chosen.hidden = !this.input.files.length;
    });
  }
});

// Tabs: arrows, Home and End move between siblings.
document.addEventListener('keydown', (event) => {
  const tab = event.target.closest('[role=tab]');
  if (!tab) return;
  const tabs = [...tab.closest('[role=tablist]').querySelectorAll('[role=tab]')];
  const to = { ArrowRight: tabs.indexOf(tab) + 1, ArrowLeft: tabs.indexOf(tab) - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  tabs[(to + tabs.length) % tabs.length].focus();
  tabs[(to + tabs.length) % tabs.length].click();
});
document.addEventListener('click', (event) => {
  const tab = event.target.closest('[role=tab][aria-controls]');
  if (!tab) return;
  for (const other of tab.closest('[role=tablist]').querySelectorAll('[role=tab]')) {
    const chosen = other === tab;
    other.setAttribute('aria-selected', String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute('aria-controls'));
    if (panel) panel.hidden = !chosen;
  }
});

// Menus: arrows move between the entries of an open popover.
document.addEventListener('keydown', (event) => {
  const menu = event.target.closest('.menu');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const opener = event.target.closest('[popovertarget]');
  if (!menu && !(opener && document.getElementById(opener.getAttribute('popovertarget'))?.matches(':popover-open'))) return;
  const entries = [...(menu || document.getElementById(opener.getAttribute('popovertarget'))).querySelectorAll('a, button')];
  event.preventDefault();
  entries[(entries.indexOf(event.target) + step + entries.length) % entries.length]?.focus();
});

// The page the reader falls back on without a network. Only http(s) origins that the browser trusts have it.
if ('serviceWorker' in navigator && document.documentElement.dataset.worker) {
  addEventListener('load', () => navigator.serviceWorker.register(document.documentElement.dataset.worker).catch(() => {}));
}

// A choice of time zone that nobody has made begins where this device is.
for (const select of document.querySelectorAll('select[data-own-zone]')) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone, option = [...select.options].find((one) => one.value === here);
  if (option && select.options[select.selectedIndex]?.defaultSelected) option.selected = true;
}
