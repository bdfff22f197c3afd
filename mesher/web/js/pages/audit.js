// Who did what.
import { h, button, replace, told } from '../dom.js';
import { organizations } from '../routes.js';
import { when } from '../format.js';
import { session, orgOf } from '../session.js';
import { trouble } from '../shell.js';
import { show } from '../data.js';
import { frameOf } from '../settings.js';

export default async function page(context) {
  context.title('Audit log');
  const org = (context.project && orgOf(context.project)) || session.orgs[0];
  const body = h('tbody', {});
  const foot = h('div', { class: 'list-foot' });
  let cursor = '';
  const details = (value) => Object.entries(value && typeof value === 'object' ? value : {}).map(([name, one]) => `${name}: ${show(one)}`).join(', ');
  async function load() {
    try {
      const found = await organizations.audit(org.id, { cursor, limit: 50 });
      body.append(...found.data.map((one) => h('tr', {}, h('td', {}, when(one.at)), h('td', {}, told(one.actor)), h('td', {}, told(one.action, 'mono')), h('td', {}, told(one.target, 'mono small'), ' ', told(details(one.details), 'muted small')), h('td', {}, told(one.address, 'mono small')))));
      cursor = found.next_cursor || '';
      replace(foot, found.has_more ? button('Show more', load) : h('p', { class: 'muted' }, body.children.length ? 'No more' : 'Nothing was noted yet.'));
    } catch (error) {
      replace(foot, error.status === 403 ? h('p', { class: 'muted' }, 'Admins and owners see the audit log.') : trouble('The audit log could not be loaded', error, load));
    }
  }
  if (org) await load();
  return frameOf('audit', h('section', { class: 'panel scroll', 'aria-label': 'Audit log' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Audit log')),
    h('table', {}, h('thead', {}, h('tr', {}, ['When', 'Who', 'What', 'Of what', 'From'].map((label) => h('th', {}, label)))), body), foot));
}
