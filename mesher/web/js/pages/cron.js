// One monitor and its check-ins.
import { h, button, link, told } from '../dom.js';
import { items } from '../routes.js';
import { when, duration } from '../format.js';
import { may } from '../session.js';
import { heading, empty } from '../shell.js';
import { listing } from '../listing.js';
import { ask } from '../keys.js';
import { failed, say } from '../notes.js';
import { go } from '../router.js';
import { data } from '../data.js';
import { scheduleOf, stateBadge } from './crons.js';

export default async function page(context) {
  const { project, params, signal, again } = context;
  const name = project.slug;
  const one = await items.monitor(name, params.monitor, { signal });
  context.title(`${one.name || one.slug} · Crons`);
  const act = async (action, text) => {
    try {
      await items.actMonitor(name, one.slug, action);
      say(text);
      if (action === 'delete') go(`projects/${encodeURIComponent(name)}/crons`);
      else again();
    } catch (error) {
      failed(`Not done: ${error.message}`);
    }
  };
  const body = h('tbody', {});
  const list = listing({
    ask: (cursor) => items.checkins(name, one.slug, { cursor, limit: 50 }, { signal }), signal, into: body, unit: 'check-in', units: 'check-ins',
    item: (checkin) => h('tr', {}, h('td', {}, stateOf(checkin)), h('td', {}, told(checkin.environment)), h('td', {}, when(checkin.expected_at)), h('td', {}, checkin.received_at ? when(checkin.received_at) : '–'),
      h('td', { class: 'number' }, checkin.duration === null || checkin.duration === undefined ? '–' : duration(checkin.duration * 1000)), h('td', {}, told(checkin.release, 'mono small'))),
    none: () => empty('No check-in yet'),
  });
  await list.load();
  return [h('div', { class: 'issue-marks' }, link(`projects/${encodeURIComponent(name)}/crons`, { class: 'muted' }, '‹ Crons')), heading(told(one.name || one.slug), stateBadge(one.status), may('admin', project.org_id) && [
    one.status === 'paused' ? button('Resume', () => act('resume', 'Monitor resumed')) : button('Pause', () => act('pause', 'Monitor paused')),
    button('Delete…', async () => (await ask(`Delete “${one.name || one.slug}”?`, 'Its check-ins go. A check-in with a configuration makes it anew.', 'Delete')) && act('delete', 'Monitor deleted'))]),
  h('section', { class: 'panel', 'aria-label': 'Schedule' }, h('div', { class: 'panel-body' }, data({
    schedule: scheduleOf(one), 'may be late (minutes)': one.checkin_margin, 'may take (minutes)': one.max_runtime, 'fails after': one.failure_threshold, 'recovers after': one.recovery_threshold,
  }), (one.environments || []).map((place) => h('p', {}, told(place.environment), ' ', stateBadge(place.status), ' ', h('span', { class: 'muted' }, 'next expected '), when(place.expected_at))))),
  h('section', { class: 'panel scroll', 'aria-label': 'Check-ins' }, h('table', {}, h('thead', {}, h('tr', {}, ['State', 'Environment', 'Expected', 'Received', 'Took', 'Release'].map((label) => h('th', { class: label === 'Took' ? 'number' : null }, label)))), body), list.foot)];
}

const kinds = { ok: 'good', error: 'bad', missed: 'bad', timeout: 'bad', in_progress: 'warning' };
const stateOf = (checkin) => [h('span', { class: `badge ${kinds[checkin.status] || ''}` }, String(checkin.status).replace('_', ' ')), checkin.late ? h('span', { class: 'badge warning' }, 'late') : null];
