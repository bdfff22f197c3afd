// The slowest endpoints, from the sample of transactions that the project keeps.
import { h, link, replace, told } from '../dom.js';
import { items } from '../routes.js';
import { compact, duration } from '../format.js';
import { empty, heading, trouble } from '../shell.js';

const sorts = [['p95', '95 % are faster'], ['p50', 'Half are faster'], ['max', 'Slowest'], ['count', 'Most often'], ['failures', 'Failures']];

export default async function page(context) {
  const { project, query, signal } = context;
  context.title(`Slow endpoints · ${project.name}`);
  const name = project.slug;
  const sort = h('select', { 'aria-label': 'Sort' }, sorts.map(([key, label]) => h('option', { value: key }, label)));
  sort.value = sorts.some(([key]) => key === query.get('sort')) ? query.get('sort') : 'p95';
  const body = h('div', {});
  const none = (rate) => (rate > 0
    ? empty('No transactions in the last 24 hours', h('p', {}, `The project keeps a sample of ${rate}; clients send them with `, h('code', {}, 'traces_sample_rate'), '.'))
    : empty('Transactions are not kept', h('p', {}, 'They are counted, and thrown away. The project can keep a sample of them, from which this page is made.'), link(`projects/${encodeURIComponent(name)}/settings/limits`, { class: 'button primary' }, 'Keep a sample')));
  async function load() {
    try {
      const found = await items.endpoints(name, { sort: sort.value }, { signal });
      replace(body, found.data.length ? h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, 'Endpoint'), ['Count', 'A minute', 'p50', 'p95', 'Max', 'Failures'].map((label) => h('th', { class: 'number' }, label)))),
        h('tbody', {}, found.data.map((one) => h('tr', {}, h('td', {}, told(one.name, 'mono'), ' ', told(one.op, 'muted small')), h('td', { class: 'number' }, compact(one.count)), h('td', { class: 'number' }, Number(one.per_minute).toFixed(2)),
          [one.p50, one.p95, one.max].map((value) => h('td', { class: 'number' }, duration(value))), h('td', { class: 'number' }, `${(one.failure_rate * 100).toFixed(1)} %`))))) : none(found.transaction_rate));
    } catch (error) {
      if (!signal.aborted) replace(body, trouble('Not loaded', error, load));
    }
  }
  sort.addEventListener('change', load);
  await load();
  return [heading('Slow endpoints', sort), h('section', { class: 'panel scroll', 'aria-label': 'Endpoints' }, body)];
}
