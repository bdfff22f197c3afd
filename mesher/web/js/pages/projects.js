// All projects, and a new one.
import { h, link, told } from '../dom.js';
import { organizations } from '../routes.js';
import { session, may, reload } from '../session.js';
import { heading } from '../shell.js';
import { form, field, choice, panel, table } from '../forms.js';
import { go } from '../router.js';
import { say } from '../notes.js';

const platforms = ['python', 'javascript', 'node', 'go', 'rust', 'php', 'ruby', 'java', 'csharp', 'elixir', 'native', 'other'];

export default async function page(context) {
  context.title('Projects');
  const orgs = session.orgs.filter((org) => may('admin', org.id));
  const create = orgs.length ? panel('New project', form([
    orgs.length > 1 ? choice('Organization', 'org', orgs.map((org) => [org.id, org.name]), orgs[0].id) : null,
    field('Name', { name: 'name', required: true, maxlength: 100, placeholder: 'shop', autofocus: context.path === 'projects/new' }),
    choice('Platform', 'platform', platforms.map((one) => [one, one]), 'python'),
  ], 'Create', async (values) => {
    const made = await organizations.createProject(values.org || orgs[0].id, { name: values.name.trim(), platform: values.platform });
    await reload();
    say('Project created');
    go(`projects/${encodeURIComponent(made.slug)}/settings/keys`);
  })) : null;
  return [heading('Projects'), h('section', { class: 'panel scroll', 'aria-label': 'Projects' }, table(['Name', 'Platform', 'Number'], session.projects.map((one) =>
    [link(`projects/${encodeURIComponent(one.slug)}/issues`, {}, told(one.name)), told(one.platform || '–'), String(one.number)]), 'There is no project yet.')), create];
}
