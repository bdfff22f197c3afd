// Log entries that clients sent.
import { h, button, told } from '../dom.js';
import { items } from '../routes.js';
import { fullTime } from '../format.js';
import { empty, heading } from '../shell.js';
import { listing } from '../listing.js';
import { note } from '../router.js';
import { data } from '../data.js';
import { levelOf } from '../issue-parts.js';

const spans = [['', '24 hours'], ['1', 'Last hour'], ['168', '7 days'], ['720', '30 days']];

export default async function page(context) {
  const { project, query, signal } = context;
  context.title(`Logs · ${project.name}`);
  const name = project.slug;
  const fields = ['q', 'level', 'environment', 'release', 'trace_id', 'hours'];
  const inputs = {
    q: h('input', { type: 'search', placeholder: 'Part of the text', 'aria-label': 'Text', maxlength: 200 }),
    level: h('select', { 'aria-label': 'Level' }, ['', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'].map((one) => h('option', { value: one }, one || 'All levels'))),
    environment: h('input', { placeholder: 'Environment', 'aria-label': 'Environment', maxlength: 200 }),
    release: h('input', { placeholder: 'Release', 'aria-label': 'Release', maxlength: 200 }),
    trace_id: h('input', { placeholder: 'Trace', 'aria-label': 'Trace', maxlength: 64 }),
    hours: h('select', { 'aria-label': 'Time' }, spans.map(([key, label]) => h('option', { value: key }, label))),
  };
  for (const field of fields) inputs[field].value = query.get(field) || '';
  const asked = () => {
    const { hours, ...rest } = Object.fromEntries(fields.map((field) => [field, inputs[field].value.trim()]));
    return { ...rest, ...(hours ? { since: new Date(Date.now() - Number(hours) * 3600000).toISOString() } : {}) };
  };
  const list = listing({
    into: h('ol', { class: 'logs', 'aria-label': 'Log entries' }), unit: 'entry', signal,
    ask: (cursor) => items.logs(name, { ...asked(), cursor, limit: 100 }, { signal }), item,
    none: () => empty('No log entries', h('p', {}, 'Clients send them with ', h('code', {}, 'enable_logs=True'), ' (Python) or ', h('code', {}, 'enableLogs: true'), ' (JavaScript).')),
  });
  function item(one) {
    const level = one.level === 'warn' ? 'warning' : one.level;
    const more = h('div', {});
    const row = h('li', { class: 'log-line' }, h('time', { class: 'muted', datetime: one.timestamp }, fullTime(one.timestamp)), h('span', {}, h('span', { class: `level ${['trace'].includes(level) ? 'debug' : levelOf(level)}` }, String(one.level))),
      h('div', {}, h('details', {}, h('summary', {}, told(one.body)), more)));
    row.querySelector('details').addEventListener('toggle', () => {
      if (!more.firstChild) more.append(data({ ...(one.environment ? { environment: one.environment } : {}), ...(one.release ? { release: one.release } : {}), ...(one.trace_id ? { trace_id: one.trace_id } : {}), ...one.attributes }));
    });
    return row;
  }
  const form = h('form', { class: 'filters' }, fields.map((field) => inputs[field]), h('button', {}, 'Search'));
  const run = () => {
    const search = new URLSearchParams(fields.filter((field) => inputs[field].value.trim()).map((field) => [field, inputs[field].value.trim()]));
    note(`projects/${encodeURIComponent(name)}/logs${search.size ? `?${search}` : ''}`);
    return list.load();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  inputs.level.addEventListener('change', run);
  inputs.hours.addEventListener('change', run);
  context.keys('Logs', [['/', 'Search', () => inputs.q.focus()], ['r', 'Load anew', run]]);
  await list.load();
  return [heading('Logs', button('Load anew', run, { class: 'quiet' })), form, h('div', { class: 'panel' }, list.node)];
}
