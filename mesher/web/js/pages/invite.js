// Joining an organization by a link.
import { h, told } from '../dom.js';
import { auth } from '../routes.js';
import { form, field } from '../forms.js';
import { brand } from '../shell.js';
import { passwordFields, takeToken } from './setup.js';

let token;

export default async function page(context) {
  context.title('Invitation');
  token = takeToken(context, 'invite') || token;
  const card = (title, ...more) => [brand(), h('div', { class: 'card' }, h('h1', { tabindex: '-1' }, title), more)];
  if (!token) return card('Invitation', h('p', {}, 'Open the link that you were given.'));
  let found;
  try {
    found = await auth.invitation(token);
  } catch (error) {
    if (error.status !== 404) throw error;
    return card('Invitation', h('p', {}, 'This invitation is used or over. Ask for a new one.'));
  }
  const fields = found.has_account
    ? [field('E-mail', { type: 'email', name: 'email', value: found.email, readonly: true, autocomplete: 'username' }), field('Password', { type: 'password', name: 'password', required: true, autocomplete: 'current-password' }, 'That of your account here.')]
    : passwordFields(found.email);
  return card(['Join ', told(found.org_name)], h('p', { class: 'muted' }, 'You are invited as ', h('strong', {}, found.role), '.'), form(fields, 'Join', async (values) => {
    try {
      await auth.accept({ token, ...values });
    } catch (error) {
      if (error.status === 401) throw new Error('The password is wrong.');
      throw error;
    }
    location.assign(new URL('', document.baseURI));
  }));
}
