// What is done to issues, wherever it is asked for: shown at once, taken back when it fails, and for a few seconds on demand.
import { issues } from './routes.js';
import { done, failed, later } from './notes.js';
import { plural } from './format.js';
import { ask } from './keys.js';
import { nameOf } from './session.js';

const changes = new EventTarget();

/** Calls `listener(id, patch)` whenever something changed an issue here. */
export function onChange(listener, signal) {
  changes.addEventListener('change', (event) => listener(event.detail.id, event.detail.patch), { signal });
}

export const tell = (id, patch) => changes.dispatchEvent(new CustomEvent('change', { detail: { id, patch } }));

const statusAfter = { resolve: 'resolved', unresolve: 'unresolved', archive: 'archived', discard: 'discarded' };
const words = { resolve: 'Resolved', unresolve: 'Reopened', archive: 'Archived', discard: 'Discarded' };
const actionFor = { resolved: 'resolve', unresolved: 'unresolve', archived: 'archive', discarded: 'discard' };

/** What an issue is called in a sentence. */
export const called = (issue) => {
  const title = issue.title || 'issue';
  return title.length > 60 ? `${title.slice(0, 60)}…` : title;
};
const all = (list) => (list.length === 1 ? `“${called(list[0])}”` : plural(list.length, 'issue'));

async function each(list, run) {
  const broken = [];
  let error;
  for (const issue of list) {
    try {
      await run(issue);
    } catch (problem) {
      broken.push(issue);
      error = problem;
    }
  }
  return { broken, error };
}

/** Resolves, archives, reopens: `body` may say until when. */
export async function change(list, action, body = {}, note = '') {
  const before = list.map((issue) => ({ ...issue }));
  const status = statusAfter[action];
  for (const issue of list) tell(issue.id, { status });
  const { broken, error } = await each(list, (issue) => issues.act(issue.id, action, body));
  for (const issue of broken) tell(issue.id, { status: before.find((one) => one.id === issue.id).status });
  if (broken.length) failed(`${words[action]} not: ${all(broken)} (${error.message})`, () => change(broken, action, body, note));
  const worked = before.filter((issue) => !broken.some((one) => one.id === issue.id) && issue.status !== status);
  if (worked.length || (before.length && note && !broken.length)) {
    const shown = worked.length ? worked : before;
    done(`${words[action]} ${all(shown)}${note}`, () => back(shown));
  }
}

async function back(list) {
  for (const issue of list) tell(issue.id, { status: issue.status });
  const { broken, error } = await each(list, (issue) => issues.act(issue.id, actionFor[issue.status] || 'unresolve'));
  for (const issue of broken) tell(issue.id, { stale: true });
  if (broken.length) failed(`Not taken back: ${all(broken)} (${error.message})`, () => back(broken));
}

/** Assigns to a member, or to nobody. */
export async function assign(list, person) {
  const before = list.map((issue) => ({ ...issue }));
  const to = person ? person.user_id || person.id : '';
  const patch = (value, who) => ({ assigned_to: value, assignee: who || null, assigned_name: who ? nameOf(who) : '' });
  for (const issue of list) tell(issue.id, patch(to, person));
  const { broken, error } = await each(list, (issue) => issues.act(issue.id, 'assign', { user_id: to }));
  for (const issue of broken) {
    const old = before.find((one) => one.id === issue.id);
    tell(issue.id, patch(old.assigned_to || '', old.assignee));
  }
  if (broken.length) failed(`Not assigned: ${all(broken)} (${error.message})`, () => assign(broken, person));
  const worked = before.filter((issue) => !broken.some((one) => one.id === issue.id));
  if (!worked.length) return;
  done(`${person ? `Assigned to ${nameOf(person)}` : 'Assigned to nobody'}: ${all(worked)}`, async () => {
    for (const issue of worked) tell(issue.id, patch(issue.assigned_to || '', issue.assignee));
    const result = await each(worked, (issue) => issues.act(issue.id, 'assign', { user_id: issue.assigned_to || '' }));
    if (result.broken.length) failed(`Not taken back: ${result.error.message}`);
  });
}

/** Deletes or discards, after the time to undo. */
export async function remove(list, action) {
  const text = action === 'delete'
    ? `${list.length === 1 ? 'The issue' : plural(list.length, 'issue')} and all events will be gone. The next event of the same kind makes a new issue.`
    : `${list.length === 1 ? 'This issue' : plural(list.length, 'issue')} will be discarded: new events of the same kind are thrown away and not counted.`;
  if (!(await ask(action === 'delete' ? `Delete ${all(list)}?` : `Discard ${all(list)}?`, text, action === 'delete' ? 'Delete' : 'Discard'))) return false;
  const status = action === 'delete' ? 'deleted' : 'discarded';
  const before = list.map((issue) => issue.status);
  for (const issue of list) tell(issue.id, { status });
  const restore = () => list.forEach((issue, index) => tell(issue.id, { status: before[index] }));
  const run = async (leaving) => {
    const { broken, error } = leaving
      ? (list.forEach((issue) => issues.act(issue.id, action, {}, { keepalive: true }).catch(() => {})), { broken: [] })
      : await each(list, (issue) => issues.act(issue.id, action));
    if (broken.length) {
      restore();
      failed(`Not ${status}: ${all(broken)} (${error.message})`, () => run(false));
    }
  };
  later(`${action === 'delete' ? 'Deleted' : 'Discarded'} ${all(list)}`, run, restore);
  return true;
}

/** Merges into the one that has most events. */
export function merge(list) {
  const into = [...list].sort((one, other) => other.event_count - one.event_count)[0];
  const others = list.filter((issue) => issue !== into);
  const before = others.map((issue) => issue.status);
  for (const issue of others) tell(issue.id, { status: 'merged' });
  const restore = () => others.forEach((issue, index) => tell(issue.id, { status: before[index] }));
  const run = async () => {
    try {
      await issues.merge(into.id, others.map((issue) => issue.id));
      tell(into.id, { stale: true });
    } catch (error) {
      restore();
      failed(`Not merged: ${error.message}`, run);
    }
  };
  later(`Merged ${plural(others.length, 'issue')} into “${called(into)}”`, run, restore);
}

const hours = (number) => new Date(Date.now() + number * 3600000).toISOString();

/** The ways to archive, as entries of a menu. */
export const archiveEntries = (list) => [
  'Archive until',
  ['it escalates', () => change(list(), 'archive')],
  ['10 more events', () => change(list(), 'archive', { count: 10 }, ' until 10 more events')],
  ['100 more events', () => change(list(), 'archive', { count: 100 }, ' until 100 more events')],
  ['1,000 more events', () => change(list(), 'archive', { count: 1000 }, ' until 1,000 more events')],
  ['in an hour', () => change(list(), 'archive', { until: hours(1) }, ' for an hour')],
  ['tomorrow', () => change(list(), 'archive', { until: hours(24) }, ' for a day')],
  ['next week', () => change(list(), 'archive', { until: hours(168) }, ' for a week')],
];

export const resolveEntries = (list) => [
  'Resolve',
  ['Now', () => change(list(), 'resolve')],
  ['In the next release', () => change(list(), 'resolve', { in_next_release: true }, ' in the next release')],
];

/** The members as entries of a menu. */
export const assignEntries = (members, list, me) => [
  'Assign to',
  ['Nobody', () => assign(list(), null)],
  ...[...members].sort((one, other) => Number((other.user_id || other.id) === me) - Number((one.user_id || one.id) === me)).map((person) =>
    [`${nameOf(person)}${(person.user_id || person.id) === me ? ' (me)' : ''}`, () => assign(list(), person)]),
];
