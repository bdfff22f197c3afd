// What is done to issues, wherever it is asked for: shown at once, taken back when it fails, and for a few seconds on demand.
import { issues } from './routes.js';
import { done, during, failed, say } from './notes.js';
import { plural } from './format.js';
import { ask } from './keys.js';
import { nameOf } from './session.js';

const changes = new EventTarget();

/** Calls `listener(id, patch)` whenever something changed an issue here. */
export function onChange(listener, signal) {
  changes.addEventListener('change', (event) => listener(event.detail.id, event.detail.patch), { signal });
}

export const tell = (id, patch) => changes.dispatchEvent(new CustomEvent('change', { detail: { id, patch } }));

const statusAfter = { resolve: 'resolved', unresolve: 'unresolved', archive: 'archived', discard: 'discarded', delete: 'deleted' };
const words = { resolve: 'Resolved', unresolve: 'Reopened', archive: 'Archived', discard: 'Discarded', delete: 'Deleted', assign: 'Assigned' };

/** What an issue is called in a sentence. */
export const called = (issue) => {
  const title = issue.title || 'issue';
  return title.length > 60 ? `${title.slice(0, 60)}…` : title;
};

/** Several issues, or whatever a search finds: `{ project, query, number }`. */
const named = (list) => (list.query !== undefined ? 'all that the search finds' : list.length === 1 ? `“${called(list[0])}”` : plural(list.length, 'issue'));

/** Takes back what a token stands for. */
async function back(token, before) {
  for (const issue of before) tell(issue.id, issue);
  try {
    const { affected } = await issues.undo(token);
    if (!affected) say('It was changed since, and stays as it is');
  } catch (error) {
    failed(`Not taken back: ${error.message}`, () => back(token, before));
  }
  for (const issue of before) tell(issue.id, { stale: true });
}

/** Changes issues in one step: shown at once, taken back when it fails. `patch` is how they look then. */
const act = (...what) => during(acted(...what));

async function acted(list, action, body, patch, text) {
  const before = list.query === undefined ? list.map((issue) => ({ ...issue })) : [];
  const target = list.query === undefined ? { ids: list.map((issue) => issue.id) } : { query: list.query };
  const project = list.query === undefined ? list[0].project_id : list.project;
  for (const issue of before) tell(issue.id, patch);
  try {
    const answer = await issues.bulk(project, { action, ...target, ...body });
    if (list.query !== undefined) list.then();
    if (!answer.affected) {
      for (const issue of before) tell(issue.id, { stale: true });
      say(`Nothing to do: ${named(list)}`);
    } else {
      done(`${text}: ${list.query !== undefined ? plural(answer.affected, 'issue') : named(list)}`, async () => {
        await back(answer.undo, before);
        if (list.query !== undefined) list.then();
      });
      for (const issue of before) tell(issue.id, { stale: true });
    }
  } catch (error) {
    for (const issue of before) tell(issue.id, issue);
    failed(`Not ${text.toLowerCase()}: ${named(list)} (${error.message})`, () => act(list, action, body, patch, text));
  }
}

/** Resolves, archives, reopens: `body` may say until when. */
export const change = (list, action, body = {}, note = '') => act(list, action, body, { status: statusAfter[action] }, `${words[action]}${note}`);

/** Assigns to a member, or to nobody. */
export function assign(list, person) {
  const to = person ? person.user_id : '';
  return act(list, 'assign', { user_id: to }, { assigned_to: to, assigned_name: person ? nameOf(person) : '' }, person ? `Assigned to ${nameOf(person)}` : 'Assigned to nobody');
}

/** Deletes or discards, after a question. */
export async function remove(list, action) {
  const text = action === 'delete'
    ? 'They go with all their events. The next event of the same kind makes a new issue.'
    : 'New events of the same kind are thrown away and not counted.';
  if (!(await ask(`${action === 'delete' ? 'Delete' : 'Discard'} ${named(list)}?`, text, action === 'delete' ? 'Delete' : 'Discard'))) return false;
  change(list, action);
  return true;
}

/** Merges into the one that has most events, or into `target`. */
export function merge(list, target) {
  const into = target || [...list].sort((one, other) => other.event_count - one.event_count)[0];
  return during(merged(list.filter((issue) => issue.id !== into.id).map((issue) => ({ ...issue })), into));
}

async function merged(others, into) {
  for (const issue of others) tell(issue.id, { status: 'merged' });
  try {
    const { undo } = await issues.merge(into.project_id, { into: into.id, ids: others.map((issue) => issue.id) });
    tell(into.id, { stale: true });
    const text = `Merged ${plural(others.length, 'issue')} into “${called(into)}”`;
    if (!undo) say(text);
    else {
      done(text, async () => {
        await back(undo, others);
        tell(into.id, { stale: true });
      });
    }
  } catch (error) {
    for (const issue of others) tell(issue.id, issue);
    failed(`Not merged: ${error.message}`, () => during(merged(others, into)));
  }
}

const hours = (number) => new Date(Date.now() + number * 3600000).toISOString();

/** The ways to archive, as entries of a menu. */
export const archiveEntries = (list) => [
  'Archive until',
  ['it escalates', () => change(list(), 'archive')],
  ['10 more events', () => change(list(), 'archive', { until_count: 10 }, ' until 10 more events')],
  ['100 more events', () => change(list(), 'archive', { until_count: 100 }, ' until 100 more events')],
  ['1,000 more events', () => change(list(), 'archive', { until_count: 1000 }, ' until 1,000 more events')],
  ['in an hour', () => change(list(), 'archive', { until: hours(1) }, ' for an hour')],
  ['tomorrow', () => change(list(), 'archive', { until: hours(24) }, ' for a day')],
  ['next week', () => change(list(), 'archive', { until: hours(168) }, ' for a week')],
  ['never', () => change(list(), 'archive', { for_ever: true }, ' for ever')],
];

export const resolveEntries = (list) => [
  'Resolve',
  ['now', () => change(list(), 'resolve')],
  ['in the next release', () => change(list(), 'resolve', { in_next_release: true }, ' in the next release')],
  ...(list().length === 1 && list()[0].last_release ? [[`in ${list()[0].last_release}`, () => change(list(), 'resolve', { in_release: list()[0].last_release }, ` in ${list()[0].last_release}`)]] : []),
];

/** The members as entries of a menu. */
export const assignEntries = (members, list, me) => [
  'Assign to',
  ['Nobody', () => assign(list(), null)],
  ...[...members].sort((one, other) => Number(other.user_id === me) - Number(one.user_id === me)).map((person) =>
    [`${nameOf(person)}${person.user_id === me ? ' (me)' : ''}`, () => assign(list(), person)]),
];
