// The organization: members, invitations, projects.
import { h, button, link, replace, told } from '../dom.js';
import { organizations } from '../routes.js';
import { go } from '../router.js';
import { ago, when } from '../format.js';
import { session, may, orgOf, reload } from '../session.js';
import { trouble } from '../shell.js';
import { form, field, choice, panel, table } from '../forms.js';
import { failed, say } from '../notes.js';
import { ask } from '../keys.js';
import { copyable } from '../snippets.js';
import { frameOf } from '../settings.js';

const roles = [['member', 'Member: reads, changes issues'], ['admin', 'Admin: keys, rules, settings, members'], ['owner', 'Owner: roles and deletion']];
const listOf = (answer) => (Array.isArray(answer) ? answer : answer.data || []);

export default async function page(context) {
  context.title('Members');
  const org = (context.project && orgOf(context.project)) || session.orgs[0];
  if (!org) return frameOf('members', h('p', {}, 'There is no organization that you belong to.'));
  const admin = may('admin', org.id);
  const owner = may('owner', org.id);
  const members = h('div', {});
  const invitations = h('div', {});

  async function loadMembers() {
    try {
      const list = listOf(await organizations.members(org.id));
      replace(members, table(['Name', 'E-mail', 'Role', 'Joined', ''], list.map((one) => {
        const role = choice('', 'role', roles.map(([key]) => [key, key]), one.role, { 'aria-label': `Role of ${one.display_name}`, disabled: !owner });
        role.querySelector('select').addEventListener('change', async (event) => {
          try {
            await organizations.setRole(org.id, one.id, event.target.value);
            say(`Role of ${one.display_name} changed`);
          } catch (error) {
            failed(`The role was not changed: ${error.message}`);
          }
          loadMembers();
        });
        return [told(one.display_name), told(one.email), role, when(one.joined_at), admin ? button('Remove', async () => {
          if (!(await ask(`Remove ${one.display_name}?`, 'The account stays, but sees nothing of this organization any more.', 'Remove'))) return;
          try {
            await organizations.remove(org.id, one.id);
            say(`${one.display_name} removed`);
          } catch (error) {
            failed(`Not removed: ${error.message}`);
          }
          loadMembers();
        }, { class: 'quiet' }) : ''];
      }), 'Nobody is a member yet.'));
    } catch (error) {
      replace(members, trouble('The members could not be loaded', error, loadMembers));
    }
  }
  async function loadInvitations() {
    if (!admin) return;
    try {
      const list = listOf(await organizations.invitations(org.id));
      replace(invitations, list.length > 0 && table(['Invited', 'Role', 'Until', ''], list.map((one) => [told(one.email), one.role, ago(one.expires_at), button('Take back', async () => {
        try {
          await organizations.revokeInvitation(org.id, one.id);
        } catch (error) {
          failed(`Not taken back: ${error.message}`);
        }
        loadInvitations();
      }, { class: 'quiet' })]), ''));
    } catch (error) {
      replace(invitations, trouble('The invitations could not be loaded', error, loadInvitations));
    }
  }
  const result = h('div', { class: 'stack' });
  const invite = form([h('div', { class: 'row' }, field('E-mail', { type: 'email', name: 'email', required: true, maxlength: 254 }), choice('Role', 'role', owner ? roles : roles.slice(0, 2), 'member'))], 'Invite', async (values, made) => {
    const answer = await organizations.invite(org.id, values);
    replace(result, h('p', {}, 'Give this link to ', told(values.email), '. It is shown only now, and works once.'), copyable(answer.url, 'Link'));
    made.reset();
    loadInvitations();
  });
  const named = owner ? panel('Organization', form([h('div', { class: 'row' }, field('Name', { name: 'name', value: org.name, required: true, maxlength: 100 }), field('Short name', { name: 'slug', value: org.slug, required: true, maxlength: 60 }))], 'Save', async (values) => {
    await organizations.update(org.id, values);
    await reload();
    say('Organization saved');
    context.again();
  })) : null;
  const gone = async (work, done) => {
    try {
      await work();
    } catch (error) {
      failed(error.message);
      return;
    }
    await reload();
    say(done);
    go('', { replace: true });
  };
  const end = session.user && panel('Leave or end it', h('p', {}, owner ? 'An organization needs an owner, and ends only when its projects are deleted.' : 'You see nothing of it any more then.'), h('div', { class: 'buttons' },
    button('Leave…', async () => {
      if (await ask(`Leave ${org.name}?`, 'What is assigned to you is nobody’s then. An admin can invite you again.', 'Leave')) await gone(() => organizations.leave(org.id), `You left ${org.name}`);
    }),
    owner && button('Delete the organization…', async () => {
      if (await ask(`Delete ${org.name}?`, 'Its members, invitations and releases go. This cannot be undone.', 'Delete')) await gone(() => organizations.end(org.id), `${org.name} deleted`);
    }, { class: 'danger' })));
  await Promise.all([loadMembers(), loadInvitations()]);
  return frameOf('members',
    h('section', { class: 'panel scroll', 'aria-label': 'Members' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Members of ', told(org.name))), members),
    admin && h('section', { class: 'panel scroll', 'aria-label': 'Invitations' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Invite somebody')), h('div', { class: 'panel-body stack' }, invite, result), invitations),
    h('section', { class: 'panel scroll', 'aria-label': 'Projects' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Projects'), admin && link('projects/new', { class: 'button' }, 'New project')),
      table(['Name', 'Platform', 'Number', ''], session.projects.map((one) => [link(`projects/${encodeURIComponent(one.slug)}/issues`, {}, told(one.name)), told(one.platform || '–'), String(one.number), link(`projects/${encodeURIComponent(one.slug)}/settings`, {}, 'Settings')]), 'There is no project yet.')), named, end);
}
