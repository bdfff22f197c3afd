// One release: its new and regressed issues, its health, its files.
import { h, link, replace, told } from '../dom.js';
import { items, issues } from '../routes.js';
import { bytes, compact, when, plural } from '../format.js';
import { heading, trouble } from '../shell.js';
import { bars } from '../charts.js';
import { levelOf } from '../issue-parts.js';
import { percent } from './releases.js';

const quoted = (value) => JSON.stringify(String(value));

export default async function page(context) {
  const { project, params, signal } = context;
  const name = project.slug;
  const release = params.version;
  context.title(`${release} · Releases`);
  const found = await items.release(name, release, { signal });
  const issuesOf = (q) => `projects/${encodeURIComponent(name)}/issues?${new URLSearchParams({ q })}`;

  function part(title, load, more) {
    const body = h('div', { class: 'panel-body' }, h('p', { class: 'muted' }, 'Loading…'));
    const run = async () => {
      try {
        replace(body, await load());
      } catch (error) {
        if (!signal.aborted) replace(body, trouble('Not loaded', error, run));
      }
    };
    run();
    return h('section', { class: 'panel', 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title), more), body);
  }
  const lines = (list) => (list.length ? h('ol', {}, list.map((issue) => h('li', { class: 'line' }, h('span', { class: `dot-level ${levelOf(issue.level)}` }), link(`issues/${issue.id}`, { class: 'cut', dir: 'auto', title: issue.title }, issue.title), h('span', { class: 'number' }, compact(issue.event_count))))) : h('p', { class: 'muted' }, 'None.'));
  const search = (q) => async () => lines((await issues.list(name, { q, limit: 20 }, { signal })).data);
  const fresh = `first_release:${quoted(release)}`;
  const back = `is:regressed release:${quoted(release)}`;
  const health = part('Health', async () => {
    const all = await items.health(name, {}, { signal });
    const one = (all.data || all).find((entry) => entry.release === release);
    if (!one || !one.sessions) return h('p', { class: 'muted' }, 'Clients sent no sessions of it in the last 7 days.');
    const series = await items.healthSeries(name, { release }, { signal });
    return h('div', { class: 'stack' }, h('div', { class: 'tiles' }, [[percent(one.crash_free_sessions), 'sessions without a crash'], [percent(one.crash_free_users), 'users without a crash'], [compact(one.sessions), 'sessions'], [percent(one.adoption), 'of the sessions of a day']].map(([value, label]) => h('div', {}, h('div', { class: 'big' }, value), h('div', { class: 'muted' }, label)))),
      bars((series.data || series).map((point) => ({ at: point.bucket, value: point.healthy + point.errored + point.crashed + point.abnormal, mark: point.crashed > 0 })), { label: 'Sessions', unit: 'session', height: 70 }));
  });
  const files = found.files || found.artifacts || [];
  return [h('div', { class: 'issue-marks' }, link(`projects/${encodeURIComponent(name)}/releases`, { class: 'muted' }, '‹ Releases')), heading(told(release, 'mono')),
    h('dl', { class: 'facts lead' }, [['Created', found.created_at], ['Released', found.released_at || found.date_released], ['First event', found.first_event || found.first_seen], ['Last event', found.last_event || found.last_seen]].map(([label, at]) => at && [h('dt', {}, label), h('dd', {}, when(at))])),
    h('div', { class: 'grid' }, part('New issues', search(fresh), link(issuesOf(fresh), {}, 'All')), part('Regressed issues', search(back), link(issuesOf(back), {}, 'All')), part('Issues seen in it', search(`release:${quoted(release)}`), link(issuesOf(`release:${quoted(release)}`), {}, 'All')), health,
      files.length > 0 && part(`Files (${files.length})`, async () => h('ul', {}, files.map((file) => h('li', { class: 'line' }, told(file.name, 'cut mono'), h('span', { class: 'muted' }, bytes(file.size))))))),
    found.commits && found.commits.length > 0 && h('p', { class: 'muted' }, plural(found.commits.length, 'commit'))];
}
