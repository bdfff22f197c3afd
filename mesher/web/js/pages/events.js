// All events of an issue.
import { h, button, link, replace, told } from '../dom.js';
import { issues } from '../routes.js';
import { when, plural } from '../format.js';
import { projectNamed } from '../session.js';
import { trouble } from '../shell.js';
import { go } from '../router.js';
import { levelTag } from '../issue-parts.js';

export default async function page(context) {
  const { params, signal } = context;
  const issue = await issues.one(params.issue, { signal });
  context.belongs(projectNamed(issue.project_id) || context.project);
  context.title(`Events of ${issue.title}`);
  const body = h('tbody', {});
  const foot = h('div', { class: 'list-foot' });
  let more = {};
  async function load() {
    try {
      const found = await issues.events(issue.id, { limit: 50, ...more }, { signal });
      body.append(...found.data.map((event) => h('tr', {}, h('td', {}, link(`issues/${issue.id}/events/${event.id}`, {}, when(event.received_at))), h('td', {}, levelTag(event.level)),
        h('td', {}, told(event.message)), h('td', {}, told(event.environment)), h('td', {}, told(event.release, 'mono small')), h('td', {}, told(event.user)))));
      more = found.has_more ? { cursor: found.next_cursor, cursor_id: found.next_cursor_id } : null;
      replace(foot, more ? button('Show more', load) : h('p', { class: 'muted' }, plural(body.children.length, 'event'), ' kept'));
    } catch (error) {
      if (!signal.aborted) replace(foot, trouble('The events could not be loaded', error, load));
    }
  }
  await load();
  const back = `issues/${issue.id}`;
  context.keys('Events', [['u', 'Back to the issue', () => go(back)], ['Escape', '', () => go(back)]]);
  return [h('div', { class: 'issue-head' }, link(back, { class: 'muted' }, '‹ Issue'), h('h1', { tabindex: '-1', dir: 'auto' }, 'Events of ', told(issue.title))),
    h('div', { class: 'panel scroll' }, h('table', {}, h('thead', {}, h('tr', {}, ['Received', 'Level', 'Message', 'Environment', 'Release', 'User'].map((label) => h('th', {}, label)))), body), foot)];
}
