// Small charts, each with what it says in words.
import { h, svg } from './dom.js';
import { count, plural, shortTime, fullTime } from './format.js';

/** Bars of one path: cheap enough for a hundred rows. */
export function sparkline(values, label, className = 'spark') {
  const list = values && values.length ? values : [0];
  const most = Math.max(1, ...list);
  const width = 100 / list.length;
  const path = list.map((value, index) => {
    const height = value ? Math.max(2, (value / most) * 28) : 0.8;
    return `M${(index * width).toFixed(2)} ${(30 - height).toFixed(2)}h${(width * 0.76).toFixed(2)}V30h-${(width * 0.76).toFixed(2)}z`;
  }).join('');
  return svg('svg', { class: className, viewBox: '0 0 100 30', preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, svg('path', { d: path }));
}

/** Bars with a scale. `points`: [{ at, value, parts? }]; every bar says what it stands for. */
export function bars(points, { unit = 'event', label, height = 120, format = shortTime } = {}) {
  const most = Math.max(1, ...points.map((point) => point.value));
  const list = h('div', { class: 'bars', role: 'img', 'aria-label': `${label}: ${plural(points.reduce((sum, point) => sum + point.value, 0), unit)}, at most ${count(most)} at once` });
  list.style.setProperty('--bars-height', `${height}px`);
  for (const point of points) {
    const bar = h('span', { class: point.value ? 'bar' : 'bar none', title: `${fullTime(point.at) || point.at}\n${plural(point.value, unit)}` });
    bar.style.setProperty('--share', String(point.value / most));
    if (point.mark) bar.classList.add('marked');
    list.append(bar);
  }
  return h('figure', { class: 'chart' }, h('div', { class: 'chart-most' }, count(most)), list,
    h('figcaption', {}, h('span', {}, points.length ? format(points[0].at) : ''), h('span', {}, points.length ? format(points.at(-1).at) : '')));
}

/** Shares of a whole, with numbers. `rows`: [{ label, value, className? }]. */
export function shares(rows, { href } = {}) {
  const whole = rows.reduce((sum, row) => sum + row.value, 0) || 1;
  return h('ul', { class: 'shares' }, rows.map((row) => {
    const part = h('span', { class: `share-bar ${row.className || ''}`, 'aria-hidden': 'true' });
    part.style.setProperty('--share', String(row.value / whole));
    const text = h('span', { class: 'told share-label', dir: 'auto', title: row.label }, row.label);
    return h('li', {}, part, href ? h('a', { href: href(row) }, text) : text,
      h('span', { class: 'share-value' }, count(row.value), h('span', { class: 'muted' }, ` · ${Math.round((row.value / whole) * 100)} %`)));
  }));
}

/** Adds the hours (or days) in which nothing was, so that every bar is as long a time. */
export function filled(points, from, step, length) {
  const known = new Map(points.map((point) => [Math.floor(new Date(point.at).getTime() / step), point.value]));
  const first = Math.floor(from / step);
  return Array.from({ length }, (_, index) => ({ at: new Date((first + index) * step).toISOString(), value: known.get(first + index) || 0 }));
}
