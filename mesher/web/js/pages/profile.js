// Oneself: name, password, sessions, theme.
import { h, button, replace, told } from '../dom.js';
import { auth } from '../routes.js';
import { when } from '../format.js';
import { session } from '../session.js';
import { trouble, setTheme } from '../shell.js';
import { form, field, choice, panel, table } from '../forms.js';
import { failed, say } from '../notes.js';
import { frameOf } from '../settings.js';

export default async function page(context) {
  context.title('Profile');
  const theme = choice('Theme', 'theme', [['auto', 'As the system'], ['light', 'Light'], ['dark', 'Dark']], document.documentElement.dataset.theme || 'auto');
  theme.querySelector('select').addEventListener('change', (event) => setTheme(event.target.value));
  const look = panel('Appearance', theme);
  if (!session.user) return frameOf('profile', panel('Profile', h('p', {}, 'Nobody is signed in: this server is open to whoever can reach it.')), look);
  const list = h('div', {});
  async function load() {
    try {
      const found = await auth.sessions();
      replace(list, table(['Browser', 'Address', 'Since', 'Until', ''], found.map((one) => [told(one.user_agent, 'small'), told(one.address, 'mono small'), when(one.created_at), when(one.expires_at), one.current ? 'this one' : button('End', async () => {
        try {
          await auth.endSession(one.id);
        } catch (error) {
          failed(`Not ended: ${error.message}`);
        }
        load();
      }, { class: 'quiet' })]), 'No sessions.'));
    } catch (error) {
      replace(list, trouble('The sessions could not be loaded', error, load));
    }
  }
  await load();
  return frameOf('profile',
    panel('Profile', h('p', { class: 'muted' }, told(session.user.email)), form([field('Name', { name: 'display_name', value: session.user.display_name, required: true, maxlength: 100, autocomplete: 'name' })], 'Save', async (values) => {
      await auth.rename(values.display_name);
      session.user.display_name = values.display_name;
      say('Name saved');
    })),
    look,
    panel('Password', form([
      h('input', { type: 'email', name: 'email', value: session.user.email, autocomplete: 'username', hidden: true, readonly: true }),
      field('Current password', { type: 'password', name: 'current_password', required: true, autocomplete: 'current-password' }),
      field('New password', { type: 'password', name: 'password', required: true, minlength: 10, autocomplete: 'new-password' }, 'At least 10 characters. All other sessions end.'),
    ], 'Change the password', async ({ current_password, password }, made) => {
      await auth.password({ current_password, password });
      made.reset();
      say('Password changed');
      load();
    })),
    h('section', { class: 'panel scroll', 'aria-label': 'Sessions' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Sessions')), list));
}
