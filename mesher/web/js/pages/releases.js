// Releases: what came with them, and how healthy they are.
import { h, link, told, replace } from '../dom.js';
import { items } from '../routes.js';
import { ago, compact, version } from '../format.js';
import { empty, heading, trouble } from '../shell.js';

export const percent = (value) => (value === null || value === undefined ? '–' : `${(value * 100).toFixed(value > 0.999 && value < 1 ? 2 : 1)} %`);

export default async function page(context) {
  const { project, signal } = context;
  context.title(`Releases · ${project.name}`);
  const name = project.slug;
  const body = h('div', {});
  async function load() {
    try {
      const [found, health] = await Promise.all([items.releases(name, { limit: 100 }, { signal }), items.health(name, {}, { signal })]);
      const healthOf = new Map(health.map((one) => [one.release, one]));
      const list = found.data;
      if (!list.length) {
        replace(body, empty('No releases', h('p', {}, 'Give your client the version of your program: ', h('code', {}, 'release="shop@1.4.2"'), '. Releases can be made by ', h('code', {}, 'sentry-cli releases new'), ' as well.')));
        return;
      }
      replace(body, h('table', {}, h('thead', {}, h('tr', {}, h('th', {}, 'Release'), h('th', {}, 'First event'), h('th', {}, 'Last event'), ['Events', 'New issues', 'Regressed', 'Crash-free sessions', 'Crash-free users', 'Adoption'].map((label) => h('th', { class: 'number' }, label)))),
        h('tbody', {}, list.map((one) => {
          const release = one.version;
          const state = healthOf.get(release) || {};
          return h('tr', {}, h('td', {}, link(`projects/${encodeURIComponent(name)}/releases/${encodeURIComponent(release)}`, { class: 'mono told', dir: 'auto', title: release }, version(release)), ' ', release !== version(release) && told(release, 'muted small')),
            h('td', {}, one.first_event ? ago(one.first_event) : ['made ', ago(one.created_at)]), h('td', {}, ago(one.last_event)), h('td', { class: 'number' }, compact(one.event_count)),
            h('td', { class: 'number' }, compact(one.new_issues)), h('td', { class: 'number' }, compact(one.regressed_issues)),
            h('td', { class: 'number' }, percent(state.crash_free_sessions)), h('td', { class: 'number' }, percent(state.crash_free_users)), h('td', { class: 'number' }, percent(state.adoption)));
        }))));
    } catch (error) {
      if (!signal.aborted) replace(body, trouble('The releases could not be loaded', error, load));
    }
  }
  await load();
  return [heading('Releases'), h('section', { class: 'panel scroll', 'aria-label': 'Releases' }, body)];
}
