// Chart reading: the tooltip reads the chart's own data table, so there is one source of truth.
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
