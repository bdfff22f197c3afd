// What came and was not kept, or only in part.
import { h, told } from './dom.js';
import { count } from './format.js';

const words = {
  accepted: 'kept', limited: 'over the rate limit', discarded: 'of a discarded issue', sampled: 'not in the sample', invalid: 'could not be read', cut: 'kept, but cut',
  skipped: 'of a kind that is not kept', client: 'dropped by the client', filtered: 'filtered', dropped: 'could not be written', duplicate: 'sent twice',
};

/** A table of outcomes: how much of which kind, and why. */
export function outcomesTable(answer) {
  const sums = new Map();
  for (const one of answer) {
    if (one.outcome === 'accepted' || !one.quantity) continue;
    const key = JSON.stringify([one.category, one.outcome, one.reason]);
    const known = sums.get(key) || { ...one, quantity: 0 };
    known.quantity += one.quantity;
    sums.set(key, known);
  }
  const list = [...sums.values()].sort((one, other) => other.quantity - one.quantity);
  if (!list.length) return h('p', { class: 'muted' }, 'Everything that came was kept.');
  return h('table', { class: 'tight' }, h('thead', {}, h('tr', {}, h('th', {}, 'What'), h('th', {}, 'Why'), h('th', { class: 'number' }, 'Number'))), h('tbody', {}, list.map((one) => h('tr', {},
    h('td', {}, told(one.category)), h('td', {}, words[one.outcome] || told(one.outcome), one.reason && told(` (${one.reason})`, 'muted')), h('td', { class: 'number' }, count(one.quantity))))));
}
