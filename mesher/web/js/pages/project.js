// The settings of a project.
import { h, button, replace, told } from '../dom.js';
import { projects, items } from '../routes.js';
import { bytes, count, when } from '../format.js';
import { may, reload } from '../session.js';
import { trouble } from '../shell.js';
import { form, field, panel, table } from '../forms.js';
import { go } from '../router.js';
import { failed, say } from '../notes.js';
import { ask, dialog } from '../keys.js';
import { copyable, snippets } from '../snippets.js';
import { outcomesTable } from '../outcomes.js';
import { bars, filled } from '../charts.js';
import { frameOfProject } from '../settings.js';

const words = (text) => text.split(/[\s,]+/).filter(Boolean);
const listOf = (answer) => (Array.isArray(answer) ? answer : answer.data || []);

export default async function page(context) {
  const { project, params } = context;
  const part = params.part || '';
  const show = { '': general, keys, limits, kept }[part];
  context.title(`Settings · ${project.name}`);
  if (!show) return frameOfProject(project, part, h('p', {}, 'There is nothing here.'));
  return frameOfProject(project, part, await show(context, project, project.slug));
}

async function general(context, project, name) {
  const admin = may('admin', project.org_id);
  const body = panel('General', form([
    field('Name', { name: 'name', value: project.name, required: true, maxlength: 100, disabled: !admin }),
    field('Short name', { name: 'slug', value: project.slug, required: true, maxlength: 60, pattern: '[a-z0-9][a-z0-9_\\-]*', disabled: !admin }, 'In addresses; small letters, digits and dashes.'),
    field('Platform', { name: 'platform', value: project.platform || '', maxlength: 40, disabled: !admin }),
  ], 'Save', async (values) => {
    await projects.update(name, values);
    await reload();
    say('Project saved');
    go(`projects/${encodeURIComponent(values.slug)}/settings`, { replace: true });
  }));
  const danger = may('owner', project.org_id) ? panel('Delete the project', h('p', {}, 'All issues, events, keys and rules of it go. This cannot be undone.'), h('div', { class: 'buttons' }, button('Delete…', async () => {
    if (!(await ask(`Delete the project “${project.name}”?`, 'All its issues and events will be gone.', 'Delete the project'))) return;
    try {
      await projects.remove(name);
      await reload();
      say('Project deleted');
      go('', { replace: true });
    } catch (error) {
      failed(`Not deleted: ${error.message}`);
    }
  }, { class: 'danger' }))) : null;
  return [body, danger];
}

async function keys(context, project, name) {
  const admin = may('admin', project.org_id);
  const list = h('div', {});
  const first = h('div', { class: 'stack' });
  async function load() {
    const all = listOf(await projects.keys(name));
    const active = all.filter((key) => !key.revoked_at);
    const dsn = (active[0] && active[0].dsn) || project.dsn;
    replace(first, dsn ? [h('p', {}, 'Clients report to this address:'), copyable(dsn, 'DSN'), snippets(dsn, project.platform)] : h('p', {}, 'No key: create one, then clients can report.'));
    replace(list, table(['Label', 'DSN', 'Rate limit', 'Allowed origins', 'Created', ''], all.map((key) => [told(key.label), key.revoked_at ? h('span', { class: 'badge bad' }, 'revoked') : copyable(key.dsn || key.key_value, 'DSN'),
      key.rate_limit === null || key.rate_limit === undefined ? 'as the project' : `${count(key.rate_limit)} a minute`, told(key.allowed_origins.join(' ') || 'as the project'), when(key.created_at),
      key.revoked_at || !admin ? '' : h('div', { class: 'buttons' }, button('Change', () => change(key), { class: 'quiet' }), button('Rotate', () => rotate(key), { class: 'quiet' }), button('Revoke', () => revoke(key), { class: 'quiet' }))]), 'No keys.'));
  }
  const tried = async (what, run) => {
    try {
      await run();
      say(what);
    } catch (error) {
      failed(`Not done: ${error.message}`);
    }
    await load();
  };
  const revoke = async (key) => (await ask(`Revoke “${key.label}”?`, 'Clients that use it are refused from now on.', 'Revoke')) && tried('Key revoked', () => projects.revokeKey(key.id));
  const rotate = async (key) => (await ask(`Rotate “${key.label}”?`, 'A new key takes its place; give the new DSN to your clients.', 'Rotate')) && tried('Key rotated', () => projects.rotateKey(key.id));
  function change(key) {
    const close = dialog('Change the key', form([
      field('Label', { name: 'label', value: key.label, required: true, maxlength: 100 }),
      field('Events a minute', { name: 'rate_limit', type: 'number', min: 0, value: key.rate_limit ?? '' }, 'Empty: as the project. 0: no limit.'),
      field('Allowed origins', { name: 'allowed_origins', value: key.allowed_origins.join(' '), maxlength: 2000, placeholder: 'https://shop.example.org' }, 'Pages of other origins may not use this key. Empty: as the project.'),
    ], 'Save', async (values) => {
      await projects.updateKey(key.id, { label: values.label, rate_limit: values.rate_limit === '' ? null : Number(values.rate_limit), allowed_origins: words(values.allowed_origins) });
      close();
      say('Key saved');
      await load();
    }));
  }
  await load();
  return [h('section', { class: 'panel', 'aria-label': 'DSN' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Report to this project')), h('div', { class: 'panel-body' }, first)),
    h('section', { class: 'panel scroll', 'aria-label': 'Keys' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Keys'), admin && button('New key', () => {
      const close = dialog('New key', form([field('Label', { name: 'label', required: true, maxlength: 100, placeholder: 'browser' })], 'Create', async (values) => {
        await projects.createKey(name, values);
        close();
        say('Key created');
        await load();
      }));
    })), list)];
}

async function limits(context, project, name) {
  const [settings, storage, sampled] = await Promise.all([projects.settings(name), projects.storage(name), items.settings(name)]);
  const disabled = !may('admin', project.org_id);
  const number = (label, key, more, hint) => field(label, { name: key, type: 'number', value: settings[key] ?? '', disabled, ...more }, hint);
  return [panel('Limits and retention', form([
    number('Keep events for so many days', 'retention_days', { min: 1, max: 3650, required: true }, 'Issues and counts stay.'),
    number('Keep at most so many bytes', 'retention_bytes', { min: 1048576 }, 'The oldest go first. Empty: no limit.'),
    number('Events in a minute', 'rate_limit', { min: 0 }, 'More are refused. Empty: that of the server; 0: no limit.'),
    number('Sample of events', 'sample_rate', { min: 0, max: 1, step: 'any', required: true }, '1 keeps all, 0.1 one of ten.'),
    field('Sample of transactions', { name: 'transaction_rate', type: 'number', min: 0, max: 1, step: 'any', required: true, value: sampled.transaction_rate, disabled }, 'For the page of slow endpoints; 0 keeps none.'),
    field('Allowed origins', { name: 'allowed_origins', value: settings.allowed_origins.join(' '), maxlength: 2000, disabled, placeholder: 'https://shop.example.org' }, 'Pages of other origins may not report. Empty: all may.'),
  ], 'Save', async (values) => {
    const { allowed_origins: origins, transaction_rate: rate, ...numbers } = values;
    const body = { allowed_origins: words(origins) };
    for (const [key, value] of Object.entries(numbers)) body[key] = value === '' ? null : Number(value);
    await projects.setSettings(name, body);
    await items.setSettings(name, { transaction_rate: Number(rate) });
    say('Settings saved');
  })), panel('What it takes', h('p', {}, count(storage.event_count), ' events, ', bytes(storage.estimated_bytes), ' on disk.'))];
}

async function kept(context, project, name) {
  const body = h('div', {});
  const volume = h('div', {});
  async function load() {
    try {
      const list = await projects.outcomes(name, { bucket: 'hour' }, { signal: context.signal });
      replace(body, outcomesTable(list));
      const lost = list.filter((one) => one.outcome !== 'accepted');
      const hours = new Map();
      for (const one of lost) hours.set(one.bucket, (hours.get(one.bucket) || 0) + one.quantity);
      replace(volume, hours.size > 0 && bars(filled([...hours].map(([at, value]) => ({ at, value })), Date.now() - 23 * 3600000, 3600000, 24), { label: 'Not kept', unit: 'item', height: 80 }));
    } catch (error) {
      replace(body, trouble('Not loaded', error, load));
    }
  }
  await load();
  return panel('What was not kept, 24 hours', h('p', { class: 'muted' }, 'What came for this project and was refused, skipped or cut, and what clients say they have dropped.'), volume, body);
}
