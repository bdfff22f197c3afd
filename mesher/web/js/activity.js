// Who did what to an issue, and what people say about it.
import { h, told } from './dom.js';
import { ago, dateOf, fullTime } from './format.js';
import { avatar } from './issue-parts.js';
import { failed } from './notes.js';

const parsed = (value) => {
  if (typeof value !== 'string') return value || {};
  try {
    return JSON.parse(value) || {};
  } catch {
    return {};
  }
};

function sentence(entry) {
  const after = parsed(entry.after ?? entry.after_state ?? entry.data);
  switch (entry.action || entry.kind || entry.type) {
    case 'comment': case 'commented': return 'wrote';
    case 'resolved': case 'resolve': return after.resolved_in_next ? 'resolved it in the next release' : after.resolved_in ? `resolved it in ${after.resolved_in}` : 'resolved it';
    case 'archived': case 'archive':
      if (after.archived_until) return `archived it until ${fullTime(typeof after.archived_until === 'number' ? after.archived_until / 1e6 : after.archived_until)}`;
      if (after.archived_until_count) return `archived it until it has ${after.archived_until_count} events`;
      return 'archived it';
    case 'unresolved': case 'unresolve': return 'reopened it';
    case 'discarded': case 'discard': return 'discarded it';
    case 'assigned': case 'assign': return after.assigned_to || after.assignee ? `assigned it to ${after.assignee_name || after.assigned_name || after.assignee || after.assigned_to}` : 'assigned it to nobody';
    case 'unassigned': return 'assigned it to nobody';
    case 'merged': case 'merge': return 'merged other issues into it';
    case 'regressed': return 'came back after it was resolved';
    case 'escalated': return 'happens more often again';
    case 'first_seen': case 'created': return 'was seen for the first time';
    default: return String(entry.action || entry.kind || 'changed it').replace(/_/g, ' ');
  }
}

/** One entry of the history. */
export function activityItem(entry) {
  const who = entry.user_name || entry.user?.display_name || entry.user?.email || entry.author || '';
  const text = entry.comment || entry.text || '';
  return h('li', {}, who ? avatar(who) : h('span', { class: 'avatar', 'aria-hidden': 'true' }, '·'),
    h('div', {}, h('div', {}, who ? told(who, '', 'strong') : 'It', ' ', told(sentence(entry)), ' ', dateOf(entry.created_at || entry.at) && ago(entry.created_at || entry.at, 'muted'),
      entry.edited_at ? h('span', { class: 'muted' }, ' (edited)') : null), text && told(text, 'comment', 'div')));
}

/** A field for a comment; `save` may fail, then the text stays. */
export function commentForm(save) {
  const field = h('textarea', { 'aria-label': 'Comment', placeholder: 'What is known about it?', maxlength: 10000 });
  const submit = h('button', { class: 'primary' }, 'Comment');
  const form = h('form', { class: 'comment-form' }, field, submit);
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
