{
const $ = (selector, root = document) => root.querySelector(selector);
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
document.addEventListener('htmx:after:swap', (event) => {
const drawer = event.detail.ctx?.target?.closest?.('dialog.drawer');
if (drawer && !drawer.open && drawer.firstElementChild) drawer.showModal();
});
document.addEventListener('htmx:error', () => {
const toasts = document.getElementById('toasts'), lost = document.getElementById('lost');
if (lost && !toasts.querySelector('[data-lost]')) toasts.append(lost.content.cloneNode(true));
});
document.addEventListener('click', (event) => {
const button = event.target.closest('.segmented > button');
if (button) for (const other of button.parentElement.children) other.setAttribute('aria-pressed', String(other === button));
});
document.addEventListener('change', (event) => {
if (event.target.closest('[data-send]')) event.target.form?.requestSubmit();
});
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
document.addEventListener('submit', (event) => {
const button = event.submitter;
if (event.defaultPrevented || !button?.matches('.btn') || event.target.matches('[hx-post], [hx-get], [method=dialog]')) return;
setTimeout(() => { button.setAttribute('aria-busy', 'true'); button.dataset.sent = ''; }, 0);
});
addEventListener('pageshow', () => { for (const button of document.querySelectorAll('[data-sent]')) button.removeAttribute('aria-busy'); });
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
if ('serviceWorker' in navigator && document.documentElement.dataset.worker) {
addEventListener('load', () => navigator.serviceWorker.register(document.documentElement.dataset.worker).catch(() => {}));
}
for (const select of document.querySelectorAll('select[data-own-zone]')) {
const here = Intl.DateTimeFormat().resolvedOptions().timeZone, option = [...select.options].find((one) => one.value === here);
if (option && select.options[select.selectedIndex]?.defaultSelected) option.selected = true;
}
}
{
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
}
{
customElements.define('e-chart', class extends HTMLElement {
connectedCallback() {
this.plot = this.querySelector('.plot');
this.rows = [...this.querySelectorAll('tbody tr')];
this.at = undefined;
if (!this.plot || !this.dataset.xs || !this.rows.length) return;
this.xs = this.dataset.xs.split(',').map(Number);
this.cross = this.querySelector('.cross');
this.tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
this.tip.setAttribute('role', 'status');
this.plot.append(this.tip);
this.plot.addEventListener('pointermove', (event) => {
const box = this.plot.getBoundingClientRect();
const x = (event.clientX - box.left) / box.width * 100;
this.show(this.xs.reduce((best, each, index) => (Math.abs(each - x) < Math.abs(this.xs[best] - x) ? index : best), 0));
});
for (const name of ['pointerleave', 'blur']) this.plot.addEventListener(name, () => this.hide());
this.plot.addEventListener('keydown', (event) => {
const last = this.xs.length - 1;
const to = { ArrowRight: (this.at ?? -1) + 1, ArrowLeft: (this.at ?? last + 1) - 1, Home: 0, End: last }[event.key];
if (to !== undefined) { event.preventDefault(); this.show(Math.max(0, Math.min(last, to))); }
if (event.key === 'Escape') this.hide();
});
}
show(index) {
if (this.at === index || !this.rows[index]) return;
this.at = index;
const [title, value, ...rest] = [...this.rows[index].children].map((cell) => cell.textContent.trim());
const lines = [['b', title], ['span', value], ['small', rest.filter(Boolean).join(' · ')]].filter(([, text]) => text);
this.tip.replaceChildren(...lines.map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })));
this.tip.hidden = false;
this.tip.style.left = `clamp(4px, calc(${this.xs[index]}% - 76px), calc(100% - 156px))`;
this.cross?.setAttribute('x1', `${this.xs[index]}%`);
this.cross?.setAttribute('x2', `${this.xs[index]}%`);
this.cross?.classList.add('on');
}
hide() { this.tip.hidden = true; this.cross?.classList.remove('on'); this.at = undefined; }
});
}
{
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));
const text = (buffer) => buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '') : undefined;
function asked(options) {
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
const made = { ...options, challenge: bytes(options.challenge) };
if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
if (options.excludeCredentials) made.excludeCredentials = known(options.excludeCredentials);
if (options.allowCredentials) made.allowCredentials = known(options.allowCredentials);
return made;
}
function told(credential) {
const response = { clientDataJSON: text(credential.response.clientDataJSON) };
for (const name of ['attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
const value = text(credential.response[name]);
if (value !== undefined) response[name] = value;
}
return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} };
}
async function present(form) {
const body = new FormData();
body.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value);
const answer = await fetch(form.dataset.options, { method: 'POST', body, headers: { Accept: 'application/json' } });
if (!answer.ok) { location.reload(); return; }
const publicKey = asked(await answer.json());
const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
form.elements.credential.value = JSON.stringify(told(credential));
form.submit();
}
if (window.PublicKeyCredential) {
for (const form of document.querySelectorAll('[data-passkey], [data-passkey-choice]')) form.hidden = false;
document.addEventListener('submit', (event) => {
const form = event.target.closest('[data-passkey]');
if (!form) return;
event.preventDefault();
const failed = form.querySelector('[role=alert]'), button = form.querySelector('button');
failed.hidden = true;
button.setAttribute('aria-busy', 'true');
present(form).catch(() => { failed.hidden = false; }).finally(() => button.removeAttribute('aria-busy'));
});
}
for (const form of document.querySelectorAll('form[data-send-now]')) form.submit();
}
{
customElements.define('e-upload', class extends HTMLElement {
connectedCallback() {
this.form = this.querySelector('form');
this.input = this.querySelector('input[type=file]');
this.button = this.querySelector('button[type=submit]');
this.button.hidden = true;
this.input.addEventListener('change', () => { if (this.input.files.length) this.send(); });
this.form.addEventListener('submit', (event) => { event.preventDefault(); this.send(); });
}
send() {
const bar = document.createElement('progress');
bar.max = 1;
bar.value = 0;
bar.setAttribute('aria-label', this.button.textContent.trim());
this.form.append(bar);
const request = new XMLHttpRequest();
request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
request.addEventListener('load', () => location.reload());
request.addEventListener('error', () => { bar.remove(); document.dispatchEvent(new Event('htmx:error')); });
request.open('POST', this.form.action);
request.setRequestHeader('HX-Request', 'true'); // answered without a page, which would use up the messages
request.send(new FormData(this.form));
}
});
}
{
const SENT = 'draft-sent';
const kept = () => Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'));
const LEFT_OUT = ['password', 'hidden', 'file', 'submit', 'button', 'reset', 'image'];
if (document.body?.classList.contains('bare')) sessionStorage.removeItem(SENT);
document.addEventListener('submit', (event) => {
if (event.target.matches('form[data-forget-drafts]')) for (const key of kept()) sessionStorage.removeItem(key);
});
customElements.define('e-draft', class extends HTMLElement {
connectedCallback() {
this.form = this.closest('form');
const { owner, name } = this.dataset;
this.key = `draft:${owner}:${new URL(this.form.action, location).pathname}:${name}`;
for (const key of kept()) if (!key.startsWith(`draft:${owner}:`)) sessionStorage.removeItem(key);
this.start = JSON.stringify(this.read());
if (sessionStorage.getItem(SENT) === this.key) {
sessionStorage.removeItem(SENT);
if (!this.form.querySelector('[aria-invalid=true], .errors')) sessionStorage.removeItem(this.key);
} else this.resume();
this.form.addEventListener('input', () => this.save());
this.form.addEventListener('submit', () => { this.save(); sessionStorage.setItem(SENT, this.key); });
}
fields() {
return [...this.form.elements].filter((field) => field.name && !field.disabled && !LEFT_OUT.includes(field.type) && !field.autocomplete?.includes('password'));
}
read() {
return this.fields().map((field) => [field.name, ['checkbox', 'radio'].includes(field.type) ? [field.value, field.checked] : field.value]);
}
save() {
const now = JSON.stringify(this.read());
if (now === this.start) sessionStorage.removeItem(this.key); else sessionStorage.setItem(this.key, now);
}
resume() {
const told = sessionStorage.getItem(this.key);
if (!told || told === this.start) return;
const fields = this.fields();
for (const [index, [name, value]] of JSON.parse(told).entries()) {
const field = fields[index]?.name === name ? fields[index] : fields.find((one) => one.name === name);
if (!field) continue;
if (Array.isArray(value)) { if (field.value === value[0]) field.checked = value[1]; } else field.value = value;
}
this.tell();
}
tell() {
const line = document.createElement('p'), button = document.createElement('button');
line.className = 'draft';
line.setAttribute('role', 'status');
line.append(this.dataset.said, ' ', button);
button.type = 'button';
button.className = 'link';
button.textContent = this.dataset.drop;
button.addEventListener('click', () => { this.form.reset(); sessionStorage.removeItem(this.key); line.remove(); });
this.append(line);
}
});
if (document.body && !document.body.classList.contains('bare')) {
const sent = sessionStorage.getItem(SENT);
if (sent) { sessionStorage.removeItem(sent); sessionStorage.removeItem(SENT); }
}
}
{
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
}
