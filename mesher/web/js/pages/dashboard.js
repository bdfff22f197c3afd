// How a project is doing.
import { h, button, link, replace } from '../dom.js';
import { dashboard, projects } from '../routes.js';
import { ago, compact, count, plural, version, day, shortTime } from '../format.js';
import { heading } from '../shell.js';
import { loadedPanel } from '../loaded.js';
import { bars, shares } from '../charts.js';
import { levelOf } from '../issue-parts.js';
import { firstSteps } from '../snippets.js';
import { outcomesTable } from '../outcomes.js';

export default async function page(context) {
  const { project, signal } = context;
  context.title(`Dashboard · ${project.name}`);
  const name = project.slug || project.id;
  const issuesOf = (q) => `projects/${encodeURIComponent(name)}/issues?${new URLSearchParams({ q })}`;

  const part = (title, load, more) => loadedPanel(title, load, signal, more);

  const tiles = h('div', { class: 'tiles' });
  async function loadTiles() {
    const [health, users] = await Promise.all([dashboard.health(name, { signal }), dashboard.users(name, { signal })]);
    const tile = (value, label, href) => h('div', { class: 'tile', title: count(value) }, h('div', { class: 'big' }, compact(value)), href ? link(href, {}, label) : h('div', { class: 'muted' }, label));
    replace(tiles, tile(health.unresolved_count, 'unresolved issues', issuesOf('is:unresolved')), tile(health.new_today, 'new issues in 24 h', issuesOf('is:unresolved age:-24h')),
      tile(health.events_24h, 'events in 24 h'), tile(users.users, 'users affected in 24 h'));
    return health;
  }

  let bucket = 'hour';
  const choice = h('div', { class: 'tabs' });
  const drawChoice = () => replace(choice, [['hour', '24 hours'], ['day', '30 days']].map(([key, label]) => button(label, () => {
    bucket = key;
    drawChoice();
    volume.run();
  }, { class: 'tab', 'aria-pressed': String(bucket === key) })));
  drawChoice();
  const volume = part('Volume', async () => {
    const list = await dashboard.volume(name, bucket, { signal });
    return bars(list.map((point) => ({ at: point.bucket, value: point.count })), { label: 'Events', height: 150, format: bucket === 'day' ? day : shortTime });
  }, choice);
  const levels = part('Levels, 24 hours', async () => {
    const list = await dashboard.levels(name, { signal });
    return list.length ? shares(list.map((one) => ({ label: one.level, value: one.count, className: levelOf(one.level) })), { href: (row) => issuesOf(`is:unresolved level:${row.label}`) }) : h('p', { class: 'muted' }, 'No events.');
  });
  const top = part('Top issues', async () => {
    const list = await dashboard.top(name, { signal });
    return list.length ? h('ol', { class: 'stack-list' }, list.map((issue) => h('li', { class: 'line' }, h('span', { class: `dot-level ${levelOf(issue.level)}` }),
      link(`issues/${issue.id}`, { class: 'cut', dir: 'auto', title: issue.title }, issue.title), h('span', { class: 'number' }, compact(issue.event_count)), ago(issue.last_seen, 'muted small')))) : h('p', { class: 'muted' }, 'No unresolved issues.');
  });
  const releases = part('Releases', async () => {
    const list = await dashboard.releases(name, { signal });
    return list.length ? h('ol', { class: 'stack-list' }, list.slice(0, 10).map((one) => h('li', { class: 'line' },
      link(`projects/${encodeURIComponent(name)}/releases/${encodeURIComponent(one.release)}`, { class: 'cut mono', dir: 'auto', title: one.release }, version(one.release)),
      h('span', { class: 'small' }, plural(one.new_issues, 'new issue')), ago(one.last_seen, 'muted small')))) : h('p', { class: 'muted' }, 'No event named a release: give your client ', h('code', {}, 'release'), '.');
  });
  const users = part('Users affected, 24 hours', async () => {
    const found = await dashboard.users(name, { signal });
    return found.top.length ? shares(found.top.slice(0, 10).map((one) => ({ label: one.value, value: one.count })), { href: (row) => issuesOf(`user:${JSON.stringify(row.label)}`) }) : h('p', { class: 'muted' }, 'No event named a user.');
  });
  const environments = part('Environments, 24 hours', async () => {
    const list = await dashboard.tags(name, 'environment', { signal });
    return list.length ? shares(list.map((one) => ({ label: one.value, value: one.count })), { href: (row) => issuesOf(`environment:${JSON.stringify(row.label)}`) }) : h('p', { class: 'muted' }, 'No event named an environment.');
  });
  const kept = part('What was not kept', async () => outcomesTable(await projects.outcomes(name, {}, { signal })));

  const health = await loadTiles();
  const nothingYet = !health.unresolved_count && !health.events_24h;
  context.keys('Dashboard', [['r', 'Load anew', () => Promise.all([loadTiles(), volume.run(), levels.run(), top.run(), releases.run(), users.run(), environments.run(), kept.run()])]]);
  return [heading('Dashboard'), tiles, nothingYet && h('div', { class: 'panel' }, firstSteps(project, 'No events in the last 24 hours', 'Once a client reports, this page fills.')),
    h('div', { class: 'stack' }, volume.node, h('div', { class: 'grid' }, top.node, levels.node, releases.node, users.node, environments.node, kept.node))];
}
