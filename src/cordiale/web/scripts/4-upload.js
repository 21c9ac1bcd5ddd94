// An upload that shows how far it has come: <e-upload> around a form with files. Dropping or choosing sends at once.
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
