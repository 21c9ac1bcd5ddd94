// Drafts: what is typed into a form with <e-draft data-name data-owner> outlives a lost session, in this tab only.
// Kept in sessionStorage under its owner's key; never passwords, files or hidden fields; gone once the form was taken,
// put aside by its writer, or when somebody signs out.
const SENT = 'draft-sent';
const kept = () => Object.keys(sessionStorage).filter((key) => key.startsWith('draft:'));
const LEFT_OUT = ['password', 'hidden', 'file', 'submit', 'button', 'reset', 'image'];

// On a page without navigation (signing in, an error) nothing was taken: the draft waits.
if (document.body?.classList.contains('bare')) sessionStorage.removeItem(SENT);

document.addEventListener('submit', (event) => {
  if (event.target.matches('form[data-forget-drafts]')) for (const key of kept()) sessionStorage.removeItem(key);
});

customElements.define('e-draft', class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest('form');
    const { owner, name } = this.dataset;
    // By where the form is sent, so that the page of the form alone, where one comes back to, finds it too.
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

// A form that was sent and is not on this page any more was taken.
if (document.body && !document.body.classList.contains('bare')) {
  const sent = sessionStorage.getItem(SENT);
  if (sent) { sessionStorage.removeItem(sent); sessionStorage.removeItem(SENT); }
}
