// The first owner, by the link that was printed at the start.
import { h } from '../dom.js';
import { auth } from '../routes.js';
import { form, field } from '../forms.js';
import { brand } from '../shell.js';

/** The token of a link: in the path, the query or the fragment. It leaves the address at once, and so the browser's history. */
export function takeToken({ params, query }, path) {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = params.token || query.get('token') || fragment.get('token') || location.hash.slice(1);
  history.replaceState(null, '', new URL(path, document.baseURI));
  return token;
}

export const passwordFields = (email) => [
  field('Your name', { name: 'display_name', required: true, autocomplete: 'name', maxlength: 100 }),
  email ? field('E-mail', { type: 'email', name: 'email', value: email, readonly: true, autocomplete: 'username' })
    : field('E-mail', { type: 'email', name: 'email', required: true, autocomplete: 'username', maxlength: 254 }),
  field('Password', { type: 'password', name: 'password', required: true, minlength: 10, autocomplete: 'new-password', maxlength: 1000 }, 'At least 10 characters.'),
];

let token;

export default async function page(context) {
  context.title('Set up');
  token = takeToken(context, 'setup') || token;
  const body = token ? form(passwordFields(), 'Create the owner', async (values) => {
    try {
      await auth.setup({ token, ...values });
    } catch (error) {
      if (error.status === 403) throw new Error('This link is used or over. Mesher prints a new one when it starts without users.');
      throw error;
    }
    location.assign(new URL('', document.baseURI));
  }) : h('p', {}, 'Open the link that Mesher printed at its start: it holds what is needed here.');
  return [brand(), h('div', { class: 'card' }, h('h1', { tabindex: '-1' }, 'Welcome'), h('p', { class: 'muted' }, 'The first account owns this server: it invites the others.'), body)];
}
