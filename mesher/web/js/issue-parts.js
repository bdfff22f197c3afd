// What lists and pages show of an issue.
import { h, told } from './dom.js';
import { relative, dateOf } from './format.js';

const levels = ['fatal', 'error', 'warning', 'info', 'debug'];
export const levelOf = (level) => (levels.includes(level) ? level : 'error');

export const levelTag = (level) => h('span', { class: `level ${levelOf(level)}` }, levelOf(level));

/** Type and value of a title, apart: `ValueError: no price` has both. */
export function titleParts(issue) {
  const title = String(issue.title || 'Untitled');
  const type = issue.exception_type;
  if (type && title.startsWith(`${type}: `)) return [type, title.slice(type.length + 2)];
  return [title, ''];
}

const words = { unresolved: 'Unresolved', resolved: 'Resolved', archived: 'Archived', discarded: 'Discarded', deleted: 'Deleted', merged: 'Merged' };

/** The state in a word or two, with until when. */
export function stateOf(issue) {
  const text = words[issue.status] || issue.status;
  if (issue.status === 'archived') {
    if (issue.archived_until) return `${text}, back ${relative(issue.archived_until)}`;
    if (issue.archived_for_ever) return `${text} for ever`;
    if (issue.archived_until_count) return `${text}, back at ${issue.archived_until_count} events`;
  }
  if (issue.status === 'resolved') {
    if (issue.resolved_in_next) return `${text} in the next release`;
    if (issue.resolved_in) return `${text} in ${issue.resolved_in}`;
  }
  return text;
}

const isRecent = (value, hours) => {
  const date = dateOf(value);
  return Boolean(date) && Date.now() - date.getTime() < hours * 3600000;
};

/** Short marks: the state if it is not the usual one, new, regressed. */
export function badges(issue) {
  const made = [];
  if (issue.bookmarked) made.push(h('span', { class: 'badge good', title: 'Bookmarked' }, '★'));
  if (issue.status && issue.status !== 'unresolved') made.push(h('span', { class: `badge ${issue.status}` }, stateOf(issue)));
  if (issue.status === 'unresolved' && issue.regressed_at) made.push(h('span', { class: 'badge regressed', title: 'It came back after it was resolved' }, 'Regressed'));
  else if (isRecent(issue.first_seen, 24)) made.push(h('span', { class: 'badge new', title: 'Seen for the first time within the last 24 hours' }, 'New'));
  return made;
}

/** Two letters for whom it is assigned to. */
export function initials(name) {
  const parts = String(name || '').trim().split(/[\s@._-]+/).filter(Boolean);
  return ((parts[0] || '?')[0] + (parts.length > 1 ? parts[1][0] : '')).toUpperCase();
}

export const avatar = (name) => h('span', { class: 'avatar', title: name, 'aria-hidden': 'true' }, initials(name));

/** `SHOP-12` */
export const shortId = (issue) => issue.short_id || '';

export const culprit = (issue) => (issue.culprit ? told(issue.culprit, 'culprit') : null);
