// Numbers, times, sizes: as people read them.
import { h } from './dom.js';

const numbers = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const absolute = new Intl.DateTimeFormat('en-GB', {
  year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZoneName: 'short',
});
const dayTime = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });
const days = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

export const count = (value) => numbers.format(Number(value) || 0);
export const compact = (value) => short.format(Number(value) || 0);
export const plural = (value, one, many = `${one}s`) => `${count(value)} ${Number(value) === 1 ? one : many}`;

/** A date of what a server said: a text of RFC 3339, or seconds. Null when it is none. */
export function dateOf(value) {
  if ((typeof value !== 'string' && typeof value !== 'number') || value === '') return null;
  const made = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(made.getTime()) ? null : made;
}

/** With date and zone. */
export const fullTime = (value) => {
  const date = dateOf(value);
  return date ? absolute.format(date) : '';
};
export const timeOfDay = (value) => {
  const date = dateOf(value);
  return date ? clock.format(date) : '';
};
export const shortTime = (value) => {
  const date = dateOf(value);
  return date ? dayTime.format(date) : '';
};
export const day = (value) => {
  const date = dateOf(value);
  return date ? days.format(date) : '';
};

const steps = [[60, 's', 1], [3600, 'min', 60], [86400, 'h', 3600], [86400 * 30, 'd', 86400], [86400 * 365, 'mo', 86400 * 30], [Infinity, 'y', 86400 * 365]];

/** `3 min ago`, `in 2 h`. */
export function relative(value, now = Date.now()) {
  const date = dateOf(value);
  if (!date) return '';
  const seconds = (now - date.getTime()) / 1000;
  const size = Math.abs(seconds);
  if (size < 5) return 'just now';
  const [, unit, length] = steps.find(([limit]) => size < limit);
  const amount = `${Math.floor(size / length)} ${unit}`;
  return seconds > 0 ? `${amount} ago` : `in ${amount}`;
}

/** A `<time>` that says how long ago, keeps that right, and tells date and zone when one points at it. */
export function ago(value, className) {
  const date = dateOf(value);
  if (!date) return h('span', { class: className }, '–');
  return h('time', { class: className, datetime: date.toISOString(), title: fullTime(value), data: { ago: '' } }, relative(value));
}

/** Both: absolute, and how long ago. */
export const when = (value) => (dateOf(value) ? h('span', { class: 'when' }, h('span', {}, fullTime(value)), ' ', h('span', { class: 'muted' }, '(', ago(value), ')')) : h('span', { class: 'muted' }, '–'));

setInterval(() => {
  const now = Date.now();
  for (const node of document.querySelectorAll('time[data-ago]')) {
    const text = relative(node.dateTime, now);
    if (node.textContent !== text) node.textContent = text;
  }
}, 15000);

export function bytes(value) {
  let size = Number(value) || 0;
  for (const unit of ['B', 'KB', 'MB', 'GB']) {
    if (size < 1000 || unit === 'GB') return `${unit === 'B' ? size : size.toFixed(1)} ${unit}`;
    size /= 1000;
  }
  return '';
}

export function duration(milliseconds) {
  const value = Number(milliseconds) || 0;
  if (value < 1) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60000) return `${(value / 1000).toFixed(2)} s`;
  return `${Math.floor(value / 60000)} min ${Math.round((value % 60000) / 1000)} s`;
}

/** Cuts a version to what one can read: the package goes, long hashes are cut. */
export const version = (release) => {
  const text = String(release || '');
  const short = text.includes('@') ? text.slice(text.lastIndexOf('@') + 1) : text;
  return /^[0-9a-f]{20,}$/i.test(short) ? short.slice(0, 12) : short;
};
