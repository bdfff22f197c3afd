// Signing in.
import { h } from '../dom.js';
import { auth } from '../routes.js';
import { form, field } from '../forms.js';
import { brand } from '../shell.js';

/** Where to go afterwards: an address of this server only. */
function after(query) {
  const next = query.get('next') || '';
  try {
    const url = new URL(next, document.baseURI);
    if (next.startsWith('/') && url.origin === location.origin) return url;
  } catch {
    // No address.
  }
  return new URL('', document.baseURI);
}

export default async function page(context) {
  context.title('Sign in');
  return [brand(), h('div', { class: 'card' }, h('h1', { tabindex: '-1' }, 'Sign in'), form([
    field('E-mail', { type: 'email', name: 'email', required: true, autocomplete: 'username', autofocus: true, maxlength: 254 }),
    field('Password', { type: 'password', name: 'password', required: true, autocomplete: 'current-password', maxlength: 1000 }),
  ], 'Sign in', async (values) => {
    try {
      await auth.login(values);
    } catch (error) {
      if (error.status === 401) throw new Error('E-mail or password is wrong.');
      if (error.status === 429) throw new Error('Too many attempts. Wait a minute, then try again.');
      throw error;
    }
    location.assign(after(context.query));
  })), h('p', { class: 'muted small' }, 'No account? Members are invited by an owner or admin of the organization.')];
}
