// What users wrote.
import { h, button, link, replace, told } from '../dom.js';
import { items } from '../routes.js';
import { ago } from '../format.js';
import { empty, heading } from '../shell.js';
import { listing } from '../listing.js';
import { done, failed } from '../notes.js';
import { avatar } from '../issue-parts.js';

const states = [['unresolved', 'Open'], ['resolved', 'Done'], ['spam', 'Spam'], ['', 'All']];

export default async function page(context) {
  const { project, query, signal } = context;
  context.title(`Feedback · ${project.name}`);
  const name = project.slug;
  let status = query.get('status') ?? 'unresolved';
  const tabs = h('div', { class: 'tabs', role: 'group', 'aria-label': 'State' });
  const list = listing({
    ask: (cursor) => items.feedback(name, { status, cursor }, { signal }), signal, unit: 'feedback', units: 'feedbacks', item,
    none: () => empty(status === 'unresolved' ? 'No open feedback' : 'No feedback', h('p', {}, 'Clients send it by the feedback widget of the browser client, or by ', h('code', {}, 'capture_feedback'), '.')),
  });
  const undoing = { resolve: 'unresolve', spam: 'unresolve' };

  function item(one) {
    const row = h('li', {});
    const act = async (action, text) => {
      try {
        await items.actFeedback(name, one.id, action);
        row.classList.add('over');
        const back = action === 'unresolve' ? one.status === 'spam' ? 'spam' : 'resolve' : undoing[action];
        done(text, async () => {
          try {
            await items.actFeedback(name, one.id, back);
            row.classList.remove('over');
          } catch (error) {
            failed(`Not taken back: ${error.message}`);
          }
        });
      } catch (error) {
        failed(`Not done: ${error.message}`, () => act(action, text));
      }
    };
    const who = one.name || one.email || 'Anonymous';
    return replace(row, avatar(who), h('div', { class: 'first' }, h('div', {}, told(who, '', 'strong'), ' ', one.email && one.email !== who && told(one.email, 'muted'), ' ', ago(one.received_at, 'muted small')),
      told(one.message, 'comment', 'div'), h('div', { class: 'issue-marks small' }, told(one.url, 'muted mono'), told(one.environment, 'muted'), told(one.release, 'muted mono'), one.event_id && link(`events/${one.event_id}`, {}, 'The event'))),
    h('div', { class: 'buttons' }, one.status === 'unresolved' ? [button('Done', () => act('resolve', 'Marked as done')), button('Spam', () => act('spam', 'Marked as spam'), { class: 'quiet' })] : button('Reopen', () => act('unresolve', 'Reopened'))));
  }
  const draw = () => replace(tabs, states.map(([key, label]) => button(label, () => {
    status = key;
    draw();
    list.load();
  }, { class: 'tab', 'aria-pressed': String(status === key) })));
  draw();
  await list.load();
  return [heading('Feedback', tabs), h('div', { class: 'panel' }, list.node)];
}
