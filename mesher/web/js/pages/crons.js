// Monitors: jobs that should run, and whether they did.
import { h, button, icon, link, told } from '../dom.js';
import { items } from '../routes.js';
import { ago } from '../format.js';
import { may } from '../session.js';
import { empty, heading } from '../shell.js';
import { form, field, choice } from '../forms.js';
import { listing } from '../listing.js';
import { dialog } from '../keys.js';
import { say } from '../notes.js';
import { go } from '../router.js';

const marks = { ok: 'good', failing: 'bad', waiting: '', paused: 'warning', active: '' };
export const stateBadge = (status) => h('span', { class: `badge ${marks[status] || ''}` }, String(status));

/** `every 10 minutes`, `0 3 * * * (Europe/Berlin)` */
export function scheduleOf(one) {
  const schedule = one.schedule;
  const text = schedule && typeof schedule === 'object' ? (schedule.type === 'interval' ? `every ${schedule.value} ${schedule.unit}` : schedule.value) : one.schedule_type === 'interval' ? `every ${schedule}` : String(schedule ?? '');
  return `${text}${one.timezone && one.schedule_type !== 'interval' ? ` (${one.timezone})` : ''}`;
}

/** A dialog that makes or changes a monitor. */
export function monitorDialog(project, saved) {
  const close = dialog('Monitor', form([
    field('Short name', { name: 'slug', required: true, pattern: '[a-z0-9_\\-]+', maxlength: 50, placeholder: 'nightly-report' }, 'Small letters, digits and dashes. What check-ins name it by.'),
    choice('Kind of schedule', 'type', [['crontab', 'Like cron'], ['interval', 'Every so many minutes']], 'crontab'),
    field('Schedule', { name: 'value', required: true, value: '0 3 * * *', maxlength: 100 }, 'For example 0 3 * * *, or 10 for every ten minutes.'),
    field('Time zone', { name: 'timezone', value: 'UTC', maxlength: 60 }),
    field('Minutes that it may be late', { name: 'checkin_margin', type: 'number', min: 1, max: 40320, value: 5 }),
    field('Minutes that it may take', { name: 'max_runtime', type: 'number', min: 1, max: 40320, value: 30 }),
  ], 'Save', async (values) => {
    const interval = values.type === 'interval';
    await items.saveMonitor(project.slug, {
      slug: values.slug, timezone: values.timezone, checkin_margin: Number(values.checkin_margin), max_runtime: Number(values.max_runtime),
      schedule: interval ? { type: 'interval', value: Number(values.value), unit: 'minute' } : { type: 'crontab', value: values.value },
    });
    close();
    say('Monitor saved');
    saved(values.slug);
  }));
}

export default async function page(context) {
  const { project, signal } = context;
  context.title(`Crons · ${project.name}`);
  const name = project.slug;
  const list = listing({
    ask: () => items.monitors(name, { signal }), signal, unit: 'monitor', units: 'monitors',
    item: (one) => h('li', {}, h('span', { class: 'first' }, link(`projects/${encodeURIComponent(name)}/crons/${encodeURIComponent(one.slug)}`, { dir: 'auto' }, one.name || one.slug), told(scheduleOf(one), 'muted small mono')),
      one.status === 'paused' && stateBadge('paused'),
      (one.environments || []).map((place) => h('span', { class: 'issue-marks small' }, told(place.environment || 'production'), stateBadge(place.status), place.last_checkin_at ? ago(place.last_checkin_at, 'muted') : h('span', { class: 'muted' }, 'no check-in yet')))),
    none: () => empty('No monitors', h('p', {}, 'A job that checks in is watched from then on. With the Python client:'),
      h('pre', { class: 'code', tabindex: '0' }, `from sentry_sdk.crons import monitor

@monitor(monitor_slug="nightly-report", monitor_config={
    "schedule": {"type": "crontab", "value": "0 3 * * *"}, "timezone": "UTC"})
def nightly_report():
    ...`), h('p', {}, 'Or with curl, from any script: ', h('code', { class: 'told' }, `curl ${new URL(`api/${project.number}/cron/nightly-report/<key>/?status=ok`, document.baseURI)}`))),
  });
  await list.load();
  return [heading('Crons', may('admin', project.org_id) && button([icon('cron'), 'New monitor'], () => monitorDialog(project, (slug) => go(`projects/${encodeURIComponent(name)}/crons/${encodeURIComponent(slug)}`)))), h('div', { class: 'panel' }, list.node)];
}
