// One release: its new and regressed issues, its health, its commits.
import { h, link, told } from '../dom.js';
import { items } from '../routes.js';
import { compact, when, plural, fullTime } from '../format.js';
import { heading } from '../shell.js';
import { bars } from '../charts.js';
import { levelOf } from '../issue-parts.js';
import { loadedPanel } from '../loaded.js';
import { percent } from './releases.js';

export default async function page(context) {
  const { project, params, signal } = context;
  const name = project.slug;
  const release = await items.release(name, params.version, { signal });
  context.title(`${release.version} · Releases`);
  const issuesOf = (q) => `projects/${encodeURIComponent(name)}/issues?${new URLSearchParams({ q })}`;
  const quoted = JSON.stringify(release.version);
  const part = (title, body, more) => h('section', { class: 'panel', 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title), more), h('div', { class: 'panel-body' }, body));
  const lines = (list) => (list.length ? h('ol', {}, list.map((issue) => h('li', { class: 'line' }, h('span', { class: `dot-level ${levelOf(issue.level)}`, title: issue.level }),
    link(`issues/${issue.id}`, { class: 'cut', dir: 'auto', title: issue.title }, issue.title), issue.status !== 'unresolved' && h('span', { class: `badge ${issue.status}` }, issue.status), h('span', { class: 'number' }, compact(issue.event_count))))) : h('p', { class: 'muted' }, 'None.'));
  const health = loadedPanel('Health, 7 days', async () => {
    const all = await items.health(name, {}, { signal });
    const one = all.find((entry) => entry.release === release.version);
    if (!one || !one.sessions) return h('p', { class: 'muted' }, 'Clients sent no sessions of it.');
    const series = await items.healthSeries(name, { release: release.version }, { signal });
    return h('div', { class: 'stack' }, h('div', { class: 'four' }, [[percent(one.crash_free_sessions), 'sessions without a crash'], [percent(one.crash_free_users), 'users without a crash'], [compact(one.sessions), 'sessions'], [percent(one.adoption), 'of the sessions of a day']].map(([value, label]) => h('div', {}, h('div', { class: 'big' }, value), h('div', { class: 'muted small' }, label)))),
      bars(series.map((point) => ({ at: point.bucket, value: point.healthy + point.errored + point.crashed + point.abnormal })), { label: 'Sessions', unit: 'session', height: 70 }));
  }, signal);
  const times = [['Made', release.created_at], ['Released', release.released_at], ['First event', release.first_event], ['Last event', release.last_event]].filter(([, at]) => at);
  return [h('div', { class: 'issue-marks' }, link(`projects/${encodeURIComponent(name)}/releases`, { class: 'muted' }, '‹ Releases')),
    heading(told(release.version, 'mono'), link(issuesOf(`release:${quoted}`), { class: 'button' }, 'All issues seen in it')),
    part('Facts', h('dl', { class: 'facts' }, times.map(([label, at]) => [h('dt', {}, label), h('dd', {}, when(at))]), h('dt', {}, 'Events'), h('dd', {}, compact(release.event_count)),
      release.ref && [h('dt', {}, 'Revision'), told(release.ref, 'mono', 'dd')], release.url && [h('dt', {}, 'Address'), told(release.url, 'mono', 'dd')])),
    h('div', { class: 'grid' }, part(`New issues (${release.new_issues})`, lines(release.issues_new), link(issuesOf(`first_release:${quoted}`), {}, 'All')), part(`Regressed issues (${release.regressed_issues})`, lines(release.issues_regressed)), health.node,
      release.deploys.length > 0 && part('Deploys', h('ol', {}, release.deploys.map((deploy) => h('li', { class: 'line' }, told(deploy.environment, 'cut'), h('span', { class: 'muted' }, fullTime(deploy.finished_at)))))),
      release.commits.length > 0 && part(plural(release.commits.length, 'commit'), h('ol', {}, release.commits.map((commit) => h('li', { class: 'line' }, told(String(commit.id).slice(0, 10), 'mono'), told(String(commit.message || '').split('\n')[0], 'cut'), told(commit.author, 'muted')))))) ];
}
