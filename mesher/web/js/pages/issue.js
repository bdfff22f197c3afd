// One issue and one of its events.
import { h, button, icon, link, replace, told } from '../dom.js';
import { issues, events, items } from '../routes.js';
import { compact, count, plural, version, when } from '../format.js';
import { session, people, nameOf, projectNamed } from '../session.js';
import { streamState, trouble } from '../shell.js';
import { Live } from '../live.js';
import { go } from '../router.js';
import { menuButton, openMenu } from '../menu.js';
import { bars, shares } from '../charts.js';
import { failed, say } from '../notes.js';
import { dialog } from '../keys.js';
import { partsOf, attachmentsPart, feedbackPart } from '../event.js';
import { markdown } from '../markdown.js';
import { copy } from '../snippets.js';
import { avatar, badges, culprit, levelTag, shortId, titleParts } from '../issue-parts.js';
import { data, objects, show } from '../data.js';
import { commentForm, activityItem } from '../activity.js';
import * as actions from '../actions.js';

const listOf = (answer) => (Array.isArray(answer) ? answer : answer.data || []);

export default async function page(context) {
  const { params, signal, how } = context;
  let issue = await issues.one(params.issue, { signal });
  const project = projectNamed(issue.project_id) || context.project;
  context.belongs(project);
  context.title(`${shortId(issue, project) || 'Issue'} ${issue.title}`);
  const name = project.slug || project.id;
  const back = `projects/${encodeURIComponent(name)}/issues`;
  const wanted = params.event && params.event !== 'latest' ? params.event : issue.latest_event_id;
  const state = { members: [], event: null, navigation: {} };

  // ---- the head --------------------------------------------------------------------------------------------------

  const head = h('div', { class: 'issue-head' });
  // In the bar, where there is room: nothing else moves when an event arrives.
  const newer = h('span', { class: 'newer', role: 'status' });
  const bar = h('div', { class: 'actions', role: 'toolbar', 'aria-label': 'Actions' });
  const one = () => [issue];
  const over = () => issue.status !== 'unresolved';
  const archive = menuButton('', () => actions.archiveEntries(one), { 'aria-label': 'Archive until …' });
  const assign = h('button', { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
  assign.addEventListener('click', () => openMenu(assign, actions.assignEntries(state.members, one, session.user?.id), 'Assign'));

  function drawHead() {
    const [type, value] = titleParts(issue);
    replace(head, h('div', { class: 'issue-marks' }, link(back, { class: 'muted' }, '‹ Issues'), h('span', { class: 'muted mono' }, shortId(issue, project)), levelTag(issue.level), badges(issue)),
      h('h1', { tabindex: '-1', dir: 'auto' }, type), value && told(value, 'value', 'div'), culprit(issue));
    const who = issue.assigned_name || 'somebody';
    replace(assign, issue.assigned_to ? [avatar(who), told(who)] : [icon('person'), 'Assign'], h('span', { class: 'caret' }, icon('down')));
    const gone = ['deleted', 'merged'].includes(issue.status);
    replace(bar,
      over() ? button([icon('left'), 'Reopen'], () => actions.change(one(), 'unresolve'), { disabled: gone })
        : h('span', { class: 'joined' }, button([icon('check'), 'Resolve'], () => actions.change(one(), 'resolve'), { class: 'primary', title: 'e' }),
          menuButton('', () => actions.resolveEntries(one), { class: 'primary', 'aria-label': 'Resolve …' })),
      !over() && h('span', { class: 'joined' }, button([icon('archive'), 'Archive'], () => actions.change(one(), 'archive'), { title: 'a' }), archive),
      assign,
      menuButton('More', () => [
        ...(session.user ? [[issue.bookmarked ? 'Remove the bookmark' : 'Bookmark', bookmark]] : []), ['Copy as Markdown', copyMarkdown], ['Copy link', () => copy(location.href, 'Link')], ['Show raw JSON', showRaw], ['Events of this issue', () => go(`issues/${issue.id}/events`)],
        ['Similar issues and merge…', showSimilar], ['How it was grouped', showGrouping],
        null,
        ['Discard…', () => leaveAfter('discard')], ['Delete…', () => leaveAfter('delete')],
      ], {}), newer);
  }

  async function leaveAfter(action) {
    if (await actions.remove(one(), action)) go(back);
  }

  // ---- the event -------------------------------------------------------------------------------------------------

  const eventBox = h('div', {});
  const eventLink = (id) => `issues/${issue.id}/events/${encodeURIComponent(id)}`;

  function eventBar() {
    const { event, navigation } = state;
    const way = (id, label, key, picture) => (id
      ? link(eventLink(id), { class: 'button', title: `${label} event (${key})`, 'aria-label': `${label} event`, data: { way: label } }, icon(picture))
      : h('button', { type: 'button', disabled: true, class: 'icon-only', 'aria-label': `${label} event` }, icon(picture)));
    return h('div', { class: 'event-bar' },
      h('div', { class: 'place' }, 'Event ', h('span', { class: 'mono' }, String(event.event_id || event.id).replace(/-/g, '').slice(0, 12)), ' · ', when(event.occurred_at || event.received_at)),
      way(navigation.prev_id, 'Older', 'h', 'left'), way(navigation.next_id, 'Newer', 'l', 'right'),
      link(`issues/${issue.id}/events`, { class: 'button' }, 'All events'), button([icon('copy'), 'Markdown'], copyMarkdown, { title: 'Copy as Markdown (c)' }), button('JSON', showRaw),
      h('div', { class: 'event-facts small' }, [['environment', event.environment], ['release', event.release], ['transaction', event.transaction], ['user', event.user], ['sdk', [event.sdk_name, event.sdk_version].filter(Boolean).join(' ')]].map(([label, value]) =>
        value && h('span', { title: value }, h('span', { class: 'muted' }, `${label} `), told(value)))));
  }

  async function loadEvent(id) {
    if (!id) {
      replace(eventBox, h('div', { class: 'panel' }, h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'No event is kept any more'), h('p', {}, 'Its events are older than the project keeps them; the counts stay.'))));
      return;
    }
    try {
      const found = await events.one(id, { signal });
      state.event = found.event || found;
      state.navigation = found.navigation || {};
    } catch (error) {
      if (signal.aborted) return;
      replace(eventBox, h('div', { class: 'panel' }, trouble('The event could not be loaded', error, () => loadEvent(id))));
      return;
    }
    const event = state.event;
    const parts = partsOf(event, project);
    const jump = h('nav', { class: 'jump', 'aria-label': 'Parts of the event' }, parts.length > 2 && parts.map((part) => button(part.title, () => {
      part.node.scrollIntoView({ block: 'start' });
      part.node.setAttribute('tabindex', '-1');
      part.node.focus({ preventScroll: true });
    }, { class: 'tab' })));
    replace(eventBox, h('div', { class: 'panel' }, eventBar()), jump, parts.map((part) => part.node),
      parts.length === 0 && h('div', { class: 'panel' }, h('div', { class: 'empty' }, h('p', {}, 'This event says nothing but its title.'))));
    const besides = { attachments: [events.attachments(event.id, { signal }), attachmentsPart], feedback: [items.feedback(name, { event_id: event.event_id }, { signal }).then(listOf), feedbackPart] };
    for (const [what, [asked, make]] of Object.entries(besides)) {
      asked.then((list) => {
        const part = state.event === event && make(list);
        if (part) (eventBox.querySelector('#part-exception, #part-message') || eventBox.firstChild).after(part.node);
      }, (error) => {
        if (!signal.aborted) failed(`What came with the event (${what}) could not be loaded: ${error.message}`);
      });
    }
  }

  const address = () => new URL(`issues/${issue.id}${state.event ? `/events/${state.event.id}` : ''}`, document.baseURI).href;
  function copyMarkdown() {
    copy(markdown(issue, state.event || {}, address()), 'Markdown');
  }
  async function showRaw() {
    if (!state.event) return;
    try {
      const text = await events.raw(state.event.id);
      let pretty = text;
      try {
        pretty = JSON.stringify(JSON.parse(text), null, 2);
      } catch {
        // Shown as it is.
      }
      dialog('Raw event', [h('div', { class: 'buttons' }, button('Copy', () => copy(pretty, 'JSON')), h('a', { class: 'button', href: events.rawPath(state.event.id), download: `${state.event.id}.json` }, 'Download')),
        h('pre', { class: 'code raw', dir: 'ltr', tabindex: '0' }, pretty)], { class: 'wide' });
    } catch (error) {
      failed(`The event could not be loaded: ${error.message}`, showRaw);
    }
  }
  function showGrouping() {
    const grouping = state.event && state.event.grouping;
    const rules = { custom: 'The client said itself which events belong together.', stack: 'The places in the stack, and what the exceptions say.', exception: 'Type and value of the exceptions.', message: 'The message.' };
    const rule = (grouping && grouping.rule) || issue.grouping_rule;
    dialog('How it was grouped', [
      h('p', {}, rules[rule] || 'Events with the same fingerprint are one issue.', ' What differs each time, such as numbers and quoted texts, does not take part.'),
      grouping && objects(grouping.parts).map((part) => h('div', {}, h('h3', {}, told(show(part.name || part.kind))), told(show(part.wording), 'mono', 'div'),
        (part.frames || []).length > 0 && h('ol', { class: 'muted small mono' }, part.frames.map((place) => told(String(place).replace('|', '  in  '), '', 'li'))))),
      data({ rule: issue.grouping_rule || rule || '–', 'version of the rules': issue.grouping_version, fingerprint: issue.fingerprint }),
      issue.hashes.length > 1 && [h('h3', {}, 'Fingerprints that lead here'), h('ul', {}, issue.hashes.map((hash) => h('li', { class: 'line' }, told(hash, 'mono small cut'), button('Take out', () => takeOut(hash), { class: 'quiet' }))))]]);
  }
  /** Events of one fingerprint become an issue of their own again. */
  async function takeOut(hash) {
    try {
      const made = await issues.unmerge(issue.id, [hash]);
      document.querySelector('dialog[open]')?.close();
      say('Its events are an issue of their own');
      go(`issues/${made.id}`);
    } catch (error) {
      failed(`Not taken out: ${error.message}`, () => takeOut(hash));
    }
  }
  async function showSimilar() {
    const body = h('div', {}, h('p', { class: 'muted' }, 'Looking…'));
    const close = dialog('Similar issues', body);
    try {
      const list = listOf(await issues.similar(issue.id, { signal }));
      if (!list.length) replace(body, h('p', {}, 'No other issue looks like this one.'));
      else replace(body, h('p', { class: 'muted' }, 'Merged issues become one; their events and counts come together.'), h('ul', { class: 'plain-list' }, list.map((other) => h('li', {},
        h('span', { class: 'first' }, link(`issues/${other.id}`, { dir: 'auto', on: { click: () => close() } }, other.title), h('span', { class: 'small muted' }, told(other.culprit || ''), ' ', plural(other.event_count, 'event'))),
        button('Merge into this one', () => {
          close();
          mergeWith(other);
        })))));
    } catch (error) {
      replace(body, trouble('Similar issues could not be found', error));
    }
  }
  function mergeWith(other) {
    actions.merge([issue, other], issue);
  }

  // ---- the side --------------------------------------------------------------------------------------------------

  const numbers = h('div', { class: 'panel' });
  const time = h('div', { class: 'panel' });
  const tagBox = h('div', { class: 'panel', hidden: true });
  const activity = h('section', { class: 'panel', 'aria-label': 'Activity' });

  function drawNumbers() {
    const seen = (label, at, release) => h('div', {}, h('div', { class: 'muted' }, label), h('div', {}, when(at)), release && link(`projects/${encodeURIComponent(name)}/releases/${encodeURIComponent(release)}`, { class: 'mono small told one-line', title: release }, version(release)));
    replace(numbers, h('div', { class: 'panel-body' },
      h('div', { class: 'numbers' }, h('div', { title: count(issue.event_count) }, h('div', { class: 'big' }, compact(issue.event_count)), h('div', { class: 'muted' }, 'events')),
        h('div', { title: count(issue.user_count || 0) }, h('div', { class: 'big' }, compact(issue.user_count || 0)), h('div', { class: 'muted' }, 'users'))),
      seen('Last seen', issue.last_seen, issue.last_release), seen('First seen', issue.first_seen, issue.first_release)));
  }

  let span = 'hours';
  function drawTime() {
    const choice = h('div', { class: 'tabs' }, [['hours', '24 h'], ['days', '14 d']].map(([key, label]) => button(label, () => {
      span = key;
      drawTime();
    }, { class: 'tab', 'aria-pressed': String(span === key) })));
    const step = span === 'hours' ? 3600000 : 86400000;
    const values = issue[span] || [];
    const points = values.map((value, index) => ({ at: new Date(Date.now() - (values.length - 1 - index) * step).toISOString(), value }));
    replace(time, h('div', { class: 'panel-head' }, h('h2', {}, 'Events over time'), choice), h('div', { class: 'panel-body' }, bars(points, { label: 'Events over time', height: 76 })));
  }
  async function loadTags() {
    try {
      const found = await issues.tags(issue.id, { signal });
      const list = found.tags.filter((tag) => tag.values.length);
      tagBox.hidden = list.length === 0;
      replace(tagBox, h('div', { class: 'panel-head' }, h('h2', {}, 'Tags'), h('span', { class: 'muted small' }, `newest ${plural(found.events, 'event')}`)), h('div', { class: 'panel-body' }, list.slice(0, 20).map((tag) =>
        h('div', {}, h('div', { class: 'small' }, told(tag.name), h('span', { class: 'muted' }, tag.different > tag.values.length ? ` ${plural(tag.different, 'value')}` : '')), shares(tag.values.slice(0, 4).map((value) => ({ label: value.value || '(empty)', value: value.count })))))));
    } catch {
      tagBox.hidden = true;
    }
  }
  const history = h('ol', { class: 'activity' });
  const historyFoot = h('div', {});
  async function loadActivity(cursor = {}) {
    try {
      const found = await issues.activity(issue.id, cursor, { signal });
      const made = found.data.map((entry) => activityItem(entry, issue.id, session.user, loadActivity));
      if (cursor.cursor) history.append(...made);
      else replace(history, made);
      replace(historyFoot, found.has_more && button('Show older', () => loadActivity({ cursor: found.next_cursor, cursor_id: found.next_cursor_id }), { class: 'quiet' }));
    } catch (error) {
      if (!signal.aborted) replace(historyFoot, trouble('The history could not be loaded', error, () => loadActivity(cursor)));
    }
  }
  // What is being written stays, whatever happens to the history.
  replace(activity, h('div', { class: 'panel-head' }, h('h2', {}, 'Activity')), h('div', { class: 'panel-body' }, commentForm(async (text) => {
    await issues.comment(issue.id, text);
    say('Comment added');
    loadActivity();
  }), history, historyFoot));
  async function bookmark() {
    try {
      await issues.bookmark(issue.id, !issue.bookmarked);
      issue = { ...issue, bookmarked: !issue.bookmarked };
      drawHead();
    } catch (error) {
      failed(`Not bookmarked: ${error.message}`, bookmark);
    }
  }

  // ---- what happens meanwhile ------------------------------------------------------------------------------------

  async function refresh() {
    try {
      const found = await issues.one(issue.id, { signal });
      issue = { ...issue, ...found };
      drawHead();
      drawNumbers();
      drawTime();
    } catch {
      // The next change tries again.
    }
  }
  let arrived = 0;
  let opened = false;
  const live = new Live(name, {
    state: (word, seconds) => streamState(word, seconds, () => live.now()),
    open: () => {
      if (opened) refresh();
      opened = true;
    },
    message: (message) => {
      if (message.issue_id !== issue.id) return;
      if (message.type === 'event') {
        arrived += 1;
        issue = { ...issue, event_count: issue.event_count + 1, last_seen: message.data?.received_at || new Date().toISOString() };
        drawNumbers();
        replace(newer, link(`issues/${issue.id}/events/latest`, { class: 'button news', title: 'Show the latest event' }, `${count(arrived)} new`));
        if (message.data?.regression) refresh();
      } else if (message.type === 'issue') {
        if (message.action === 'deleted') {
          issue = { ...issue, status: 'deleted' };
          drawHead();
        } else refresh();
        loadActivity();
      }
    },
  }, signal);
  actions.onChange((id, patch) => {
    if (id !== issue.id) return;
    if (patch.stale) {
      refresh();
      loadActivity();
    } else {
      issue = { ...issue, ...patch };
      drawHead();
    }
  }, signal);

  const turn = (way) => () => eventBox.querySelector(`[data-way="${way}"]`)?.click();
  context.keys('Issue', [
    ['e', 'Resolve, or reopen', () => actions.change(one(), over() ? 'unresolve' : 'resolve')],
    ['a', 'Archive until it escalates', () => actions.change(one(), 'archive')],
    ['A', 'Archive until …', () => archive.isConnected && archive.click()],
    ['m', 'Assign', () => assign.click()],
    ['h', 'Older event', turn('Older')], ['l', 'Newer event', turn('Newer')], ['ArrowLeft', '', turn('Older')], ['ArrowRight', '', turn('Newer')],
    ['c', 'Copy as Markdown', copyMarkdown], ['v', 'Show raw JSON', showRaw],
    ['b', 'Bookmark', () => session.user && bookmark()],
    ['n', 'Write a comment', () => activity.querySelector('textarea')?.focus()],
    ['u', 'Back to the list', () => go(back)], ['Escape', '', () => go(back)],
  ]);

  drawHead();
  drawNumbers();
  people(project).then((members) => {
    state.members = members;
    drawHead();
  }, () => {});
  drawTime();
  if (session.user) issues.seen(issue.id).catch(() => {});
  loadTags();
  loadActivity();
  await loadEvent(wanted);
  if (how.keep !== undefined) context.shown = () => {};
  return [head, bar, h('div', { class: 'issue-page' }, h('div', {}, eventBox, activity), h('aside', { class: 'side', 'aria-label': 'Facts' }, numbers, time, tagBox))];
}

