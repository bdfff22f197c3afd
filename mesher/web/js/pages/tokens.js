// Tokens for programs that call the API.
import { h, button, replace, told } from '../dom.js';
import { tokens } from '../routes.js';
import { when, ago } from '../format.js';
import { session } from '../session.js';
import { trouble } from '../shell.js';
import { form, field, choice, panel, table } from '../forms.js';
import { failed, say } from '../notes.js';
import { ask } from '../keys.js';
import { copyable } from '../snippets.js';
import { frameOf } from '../settings.js';

export default async function page(context) {
  context.title('API tokens');
  if (!session.user) return frameOf('tokens', panel('API tokens', h('p', {}, 'Tokens belong to people, and nobody is signed in.')));
  const list = h('div', {});
  const result = h('div', { class: 'stack' });
  const scopes = ['read', 'write', 'releases', 'admin'];
  async function load() {
    try {
      const answer = await tokens.list();
      replace(list, table(['Name', 'Scopes', 'Created', 'Last used', 'Until', ''], answer.map((one) => [told(one.name), one.scopes.join(', '), when(one.created_at), one.last_used_at ? ago(one.last_used_at) : 'never', one.expires_at ? when(one.expires_at) : 'no end',
        button('Revoke', async () => {
          if (!(await ask(`Revoke “${one.name}”?`, 'Whatever uses it is refused from now on.', 'Revoke'))) return;
          try {
            await tokens.revoke(one.id);
            say('Token revoked');
          } catch (error) {
            failed(`Not revoked: ${error.message}`);
          }
          load();
        }, { class: 'quiet' })]), 'No tokens. One is needed for sentry-cli and for programs of your own.'));
    } catch (error) {
      replace(list, trouble('The tokens could not be loaded', error, load));
    }
  }
  await load();
  const create = form([
    field('Name', { name: 'name', required: true, maxlength: 100, placeholder: 'release pipeline' }),
    h('fieldset', {}, h('legend', {}, 'May'), scopes.map((scope) => h('label', { class: 'check' }, h('input', { type: 'checkbox', name: `scope ${scope}`, checked: scope === scopes[0] }), scope))),
    choice('Ends', 'days', [['30', 'in 30 days'], ['90', 'in 90 days'], ['365', 'in a year'], ['', 'never']], '90'),
  ], 'Create a token', async (values, made) => {
    const chosen = scopes.filter((scope) => values[`scope ${scope}`]);
    const body = { name: values.name, scopes: chosen };
    if (values.days) body.expires_in_days = Number(values.days);
    const answer = await tokens.create(body);
    replace(result, h('p', {}, 'The token is shown only now:'), copyable(answer.token, 'Token'));
    made.reset();
    load();
  });
  return frameOf('tokens', h('section', { class: 'panel scroll', 'aria-label': 'Tokens' }, h('div', { class: 'panel-head' }, h('h2', {}, 'API tokens')), list),
    h('section', { class: 'panel', 'aria-label': 'New token' }, h('div', { class: 'panel-head' }, h('h2', {}, 'New token')), h('div', { class: 'panel-body stack' }, create, result)));
}
