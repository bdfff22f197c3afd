// A list that comes page by page.
import { h, button, replace } from './dom.js';
import { trouble } from './shell.js';
import { plural } from './format.js';

/** `ask(cursor)` gives a page, `item` makes a row of each entry; `none` is shown when there is nothing. */
export function listing({ ask, item, none, unit = 'entry', units = 'entries', signal, into = h('ol', { class: 'plain-list' }) }) {
  const foot = h('div', { class: 'list-foot' });
  let cursor = '';
  let turn = 0;
  async function load(anew) {
    const mine = ++turn;
    if (anew) cursor = '';
    try {
      const found = await ask(cursor);
      if (mine !== turn) return;
      const list = Array.isArray(found) ? found : found.data;
      if (anew) into.replaceChildren();
      into.append(...list.map(item));
      cursor = found.next_cursor || '';
      const number = into.children.length;
      replace(foot, found.has_more ? button('Show more', () => load(false)) : number ? h('p', { class: 'muted' }, plural(number, unit, units)) : none());
    } catch (error) {
      if (mine === turn && !(signal && signal.aborted)) replace(foot, trouble('The list could not be loaded', error, () => load(anew)));
    }
  }
  return { into, foot, load: () => load(true), node: [into, foot] };
}
