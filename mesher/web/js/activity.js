// Who did what to an issue, and what people say about it.
import { h, button, replace, told } from './dom.js';
import { issues } from './routes.js';
import { ago, fullTime } from './format.js';
import { avatar } from './issue-parts.js';
import { ask } from './keys.js';
import { failed } from './notes.js';

function sentence({ action, after }) {
  const now = after || {};
  switch (action) {
    case 'comment': return 'wrote';
    case 'resolved': return now.resolved_in_next ? 'resolved it in the next release' : now.resolved_in ? `resolved it in ${now.resolved_in}` : 'resolved it';
    case 'archived':
      if (now.archived_until) return `archived it until ${fullTime(now.archived_until)}`;
      if (now.archived_until_count) return `archived it until it has ${now.archived_until_count} events`;
      return now.archived_for_ever ? 'archived it for ever' : 'archived it';
    case 'unresolved': return 'reopened it';
    case 'discarded': return 'discarded it';
    case 'assigned': return now.assigned_to ? `assigned it to ${now.assigned_name || 'somebody'}` : 'assigned it to nobody';
    case 'merged': return 'merged other issues into it';
    case 'unmerged': return 'took events out of it';
    case 'undone': return 'took that back';
    case 'regressed': return 'came back after it was resolved';
    case 'escalated': return 'happens more often again';
    default: return String(action).replace(/_/g, ' ');
  }
}

/** One entry of the history. Comments can be changed by who wrote them. */
export function activityItem(entry, issue, me, changed) {
  const who = entry.user_name;
  const text = h('div', {});
  const show = () => replace(text, entry.comment && told(entry.comment, 'comment', 'div'));
  const tried = async (run) => {
    try {
      await run();
    } catch (error) {
      failed(`The comment was not changed: ${error.message}`, () => tried(run));
      return;
    }
    changed();
  };
  const edit = () => {
    const form = commentForm((value) => issues.editComment(issue, entry.id, value).then(() => changed()), entry.comment, show);
    replace(text, form);
    form.querySelector('textarea').focus();
  };
  show();
  const mine = entry.action === 'comment' && (me ? entry.user_id === me.id : !entry.user_id);
  return h('li', {}, who ? avatar(who) : h('span', { class: 'avatar', 'aria-hidden': 'true' }, '·'),
    h('div', {}, h('div', {}, who ? told(who, '', 'strong') : 'It', ' ', told(sentence(entry)), ' ', ago(entry.created_at, 'muted small'), entry.edited_at ? h('span', { class: 'muted small' }, ' (edited)') : null,
      mine && [button('Edit', edit, { class: 'quiet small' }), button('Delete', async () => (await ask('Delete this comment?', '', 'Delete')) && tried(() => issues.deleteComment(issue, entry.id)), { class: 'quiet small' })]), text));
}

/** A field for a comment; `save` may fail, then the text stays. */
export function commentForm(save, old = '', cancel) {
  const field = h('textarea', { 'aria-label': 'Comment', placeholder: 'What is known about it?', maxlength: 10000 });
  field.value = old;
  const submit = h('button', { class: 'primary' }, old ? 'Save' : 'Comment');
  const form = h('form', { class: 'comment-form' }, field, h('div', { class: 'buttons' }, submit, cancel && button('Cancel', cancel, { class: 'quiet' })));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    submit.disabled = true;
    try {
      await save(field.value.trim());
      field.value = '';
    } catch (error) {
      failed(`The comment was not saved: ${error.message}`);
    } finally {
      submit.disabled = false;
    }
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  return form;
}
