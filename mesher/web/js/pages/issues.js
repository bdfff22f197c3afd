// The list of issues. Nothing in it moves by itself: what is new waits behind a button, what changed changes where it stands.
import { h, button, icon, link, replace, told } from '../dom.js';
import { issues } from '../routes.js';
import { ago, compact, count, plural } from '../format.js';
import { session, people } from '../session.js';
import { streamState, trouble } from '../shell.js';
import { Live } from '../live.js';
import { note as noteAddress } from '../router.js';
import { menuButton, openMenu } from '../menu.js';
import { sparkline } from '../charts.js';
import { searchBox } from '../search.js';
import { failed, say } from '../notes.js';
import { dialog } from '../keys.js';
import { avatar, badges, culprit, levelOf, shortId, titleParts } from '../issue-parts.js';
import * as actions from '../actions.js';
import { firstSteps } from '../snippets.js';

const usual = 'is:unresolved';
const tabs = [['is:unresolved', 'Unresolved'], ['is:unresolved assigned:me', 'Mine'], ['is:unresolved is:new', 'New'], ['is:unresolved is:regressed', 'Regressed'], ['is:archived', 'Archived'], ['is:resolved', 'Resolved']];
const sorts = [['last_seen', 'Last seen'], ['first_seen', 'First seen'], ['event_count', 'Events'], ['users', 'Users'], ['trend', 'Trend']];

/** What was shown last, for whoever comes back to it. */
let kept;

export default async function page(context) {
  const { project, query, signal, how } = context;
  context.title(`Issues · ${project.name}`);
  const name = project.slug || project.id;
  const state = {
    q: query.has('q') ? query.get('q') : usual, sort: query.get('sort') || 'last_seen',
    items: [], more: null, waiting: new Set(), selected: new Set(), whole: false, at: '', members: [],
  };
  const rows = new Map();
  const path = () => {
    const search = new URLSearchParams();
    if (state.q !== usual) search.set('q', state.q);
    if (state.sort !== 'last_seen') search.set('sort', state.sort);
    return `projects/${encodeURIComponent(name)}/issues${search.size ? `?${search}` : ''}`;
  };
  const find = (id) => state.items.find((issue) => issue.id === id);
  const picked = () => state.items.filter((issue) => state.selected.has(issue.id));

  // ---- the head --------------------------------------------------------------------------------------------------

  const total = h('span', { class: 'badge count', hidden: true });
  const news = h('button', { type: 'button', class: 'news', hidden: true, on: { click: () => load(true) } });
  const { form, input, wrong } = searchBox({
    value: state.q, placeholder: 'is:unresolved level:error "text"', search: (text) => ask(text),
    complete: (text, at) => issues.complete(name, text, at, { signal }),
  });
  const sort = h('select', { 'aria-label': 'Sort' }, sorts.map(([key, label]) => h('option', { value: key }, label)));
  sort.value = state.sort;
  sort.addEventListener('change', () => {
    state.sort = sort.value;
    noteAddress(path());
    load(true);
  });
  const tabList = h('div', { class: 'tabs', role: 'group', 'aria-label': 'Usual searches' });
  const showTabs = () => replace(tabList, tabs.map(([text, label]) => button(label, () => ask(text), { class: 'tab', 'aria-pressed': String(state.q === text) })));

  function ask(text) {
    state.q = text;
    input.value = text;
    noteAddress(path());
    showTabs();
    load(true);
  }

  const saved = menuButton('Saved', () => savedEntries, { class: 'quiet' });
  let savedEntries = [];
  async function loadSaved() {
    try {
      const list = await issues.searches(name, { signal });
      savedEntries = [
        ['Save this search…', saveThis],
        ...(list.length ? [null, 'Saved searches'] : []),
        ...list.map((one) => [one.name, () => {
          state.sort = one.sort || state.sort;
          sort.value = state.sort;
          ask(one.query);
        }]),
        ...(list.length ? [null, 'Remove'] : []),
        ...list.map((one) => [`Remove “${one.name}”`, () => issues.deleteSearch(name, one.id).then(loadSaved, (error) => failed(`Not removed: ${error.message}`))]),
      ];
    } catch {
      savedEntries = [['Save this search…', saveThis]];
    }
  }
  function saveThis() {
    const field = h('input', { required: true, maxlength: 80, 'aria-label': 'Name', placeholder: 'Checkout, only fatal' });
    const shared = h('input', { type: 'checkbox', checked: true });
    const box = h('form', {}, h('p', { class: 'mono' }, told(state.q || '(everything)')), h('label', {}, 'Name', field), h('label', { class: 'check' }, shared, 'For everybody in the project'), h('div', { class: 'buttons' }, h('button', { class: 'primary' }, 'Save')));
    const close = dialog('Save this search', box);
    field.focus();
    box.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        await issues.saveSearch(name, { name: field.value.trim(), query: state.q, sort: state.sort, shared: shared.checked });
        close();
        say('Search saved');
        loadSaved();
      } catch (error) {
        failed(`Not saved: ${error.message}`);
      }
    });
  }

  // ---- many at once ----------------------------------------------------------------------------------------------

  const everything = h('input', { type: 'checkbox', 'aria-label': 'Select all shown issues' });
  everything.addEventListener('change', () => {
    state.selected = new Set(everything.checked ? state.items.map((issue) => issue.id) : []);
    for (const [id, row] of rows) row.check.checked = state.selected.has(id);
    showBulk();
  });
  const bulk = h('div', { class: 'bulk', role: 'toolbar', 'aria-label': 'Selected issues' });
  const columns = h('div', { class: 'columns', 'aria-hidden': 'true' }, h('span', {}, '24 hours'), h('span', {}, 'Events'), h('span', {}, 'Users'), h('span', {}, 'Last seen'), h('span', {}, ''));
  const clear = () => {
    state.selected.clear();
    state.whole = false;
    for (const row of rows.values()) row.check.checked = false;
    showBulk();
  };
  /** What is selected: issues, or whatever the search finds. It is selected no more. */
  const taken = () => {
    const list = state.whole ? { query: state.q, project: name, then: () => load(true) } : picked();
    clear();
    return list;
  };
  function showBulk() {
    const number = picked().length;
    bulk.classList.toggle('bare', state.items.length === 0);
    everything.checked = number > 0 && number === state.items.length;
    everything.indeterminate = number > 0 && number < state.items.length;
    if (!number) {
      state.whole = false;
      replace(bulk, h('label', { class: 'check' }, everything), news, h('span', { class: 'grow' }), columns);
      return;
    }
    replace(bulk, h('label', { class: 'check' }, everything), h('span', { class: 'bulk-count', role: 'status' }, state.whole ? 'All that the search finds' : `${number} selected`),
      everything.checked && state.more && !state.whole && button('Select all that the search finds', () => {
        state.whole = true;
        showBulk();
      }, { class: 'quiet strong' }),
      button('Resolve', () => actions.change(taken(), 'resolve')),
      menuButton('Archive', () => actions.archiveEntries(taken)),
      menuButton('Assign', () => actions.assignEntries(state.members, taken, session.user?.id)),
      menuButton('More', () => [
        ['Reopen', () => actions.change(taken(), 'unresolve')],
        ['Resolve in the next release', () => actions.change(taken(), 'resolve', { in_next_release: true }, ' in the next release')],
        ['Merge', () => actions.merge(taken()), { disabled: number < 2 || state.whole }],
        null,
        ['Discard…', () => actions.remove(taken(), 'discard')],
        ['Delete…', () => actions.remove(taken(), 'delete')],
      ]));
  }

  // ---- rows ------------------------------------------------------------------------------------------------------

  const list = h('ol', { class: 'issues', 'aria-label': 'Issues' });
  const foot = h('div', { class: 'list-foot' });
  const over = ['resolved', 'archived', 'discarded', 'deleted', 'merged'];

  function makeRow(issue) {
    const id = issue.id;
    const check = h('input', { type: 'checkbox', 'aria-label': 'Select' });
    check.addEventListener('change', () => {
      state.whole = false;
      if (check.checked) state.selected.add(id);
      else state.selected.delete(id);
      showBulk();
    });
    const one = () => [find(id)];
    const row = { check };
    row.level = h('span', { class: 'stripe' });
    row.title = link(`issues/${id}`, { class: 'issue-title', dir: 'auto' });
    row.under = h('div', { class: 'issue-under' });
    row.facts = h('div', { class: 'issue-facts' });
    row.spark = h('span', { class: 'cell spark-cell' });
    row.events = h('span', { class: 'cell number events' });
    row.users = h('span', { class: 'cell number users' });
    row.seen = h('span', { class: 'cell seen' });
    row.who = h('button', { type: 'button', class: 'quiet icon-only who', 'aria-haspopup': 'menu', 'aria-expanded': 'false' });
    row.who.addEventListener('click', () => openMenu(row.who, actions.assignEntries(state.members, one, session.user?.id), 'Assign'));
    row.resolve = h('button', { type: 'button', class: 'quiet icon-only', title: 'Resolve (e)', on: { click: () => {
      const now = find(id);
      actions.change([now], over.includes(now.status) ? 'unresolve' : 'resolve');
    } } });
    row.archive = h('button', { type: 'button', class: 'quiet icon-only', 'aria-label': 'Archive', title: 'Archive (a)', 'aria-haspopup': 'menu', 'aria-expanded': 'false' }, icon('archive'));
    row.archive.addEventListener('click', () => openMenu(row.archive, actions.archiveEntries(one), 'Archive'));
    row.node = h('li', { class: 'issue', data: { id } }, h('label', { class: 'check' }, check), row.level,
      h('div', { class: 'issue-main' }, row.title, row.under, row.facts),
      row.spark, row.events, row.users, row.seen, h('div', { class: 'issue-do' }, row.who, row.resolve, row.archive));
    row.node.addEventListener('focusin', () => point(id, false));
    rows.set(id, row);
    return row;
  }

  function showRow(issue, was) {
    const row = rows.get(issue.id) || makeRow(issue);
    const [type, value] = titleParts(issue);
    const isOver = over.includes(issue.status) && !state.q.includes(`is:${issue.status}`);
    row.node.classList.toggle('over', isOver);
    row.level.className = `stripe ${levelOf(issue.level)}`;
    row.level.title = levelOf(issue.level);
    replace(row.title, h('span', { class: 'sr' }, `${levelOf(issue.level)}: `), h('strong', {}, type), value && ' ', value && h('span', { class: 'issue-value' }, value));
    row.title.title = issue.title;
    row.check.setAttribute('aria-label', `Select ${issue.title}`);
    replace(row.under, culprit(issue));
    replace(row.facts, badges(issue), h('span', { class: 'muted mono' }, shortId(issue, project)), issue.platform && told(issue.platform, 'muted'),
      h('span', { class: 'muted' }, 'first ', ago(issue.first_seen)), issue.last_release && told(issue.last_release, 'muted mono release'));
    replace(row.spark, sparkline(hoursOf(issue), `Events by hour, the last 24: ${plural(hoursOf(issue).reduce((sum, number) => sum + number, 0), 'event')}`));
    row.events.title = plural(issue.event_count, 'event');
    replace(row.events, compact(issue.event_count), h('span', { class: 'unit' }, issue.event_count === 1 ? ' event' : ' events'));
    row.users.title = plural(issue.user_count || 0, 'user');
    replace(row.users, compact(issue.user_count || 0), h('span', { class: 'unit' }, issue.user_count === 1 ? ' user' : ' users'));
    replace(row.seen, ago(issue.last_seen));
    const who = assignee(issue);
    row.who.setAttribute('aria-label', who ? `Assigned to ${who}` : 'Assign');
    row.who.title = who || 'Assign (m)';
    replace(row.who, who ? avatar(who) : icon('person'));
    const label = over.includes(issue.status) ? 'Reopen' : 'Resolve';
    row.resolve.setAttribute('aria-label', label);
    row.resolve.title = `${label} (e)`;
    row.resolve.disabled = row.archive.disabled = ['deleted', 'merged'].includes(issue.status);
    replace(row.resolve, icon(label === 'Reopen' ? 'left' : 'check'));
    if (was && was.event_count !== issue.event_count) {
      row.events.classList.remove('bumped');
      requestAnimationFrame(() => row.events.classList.add('bumped'));
    }
    return row.node;
  }

  const assignee = (issue) => (issue.assigned_to ? issue.assigned_name || 'somebody' : '');

  /** Puts a changed issue where it stands. */
  function put(issue) {
    const index = state.items.findIndex((one) => one.id === issue.id);
    if (index < 0) return;
    const was = state.items[index];
    state.items[index] = issue;
    showRow(issue, was);
  }

  function point(id, look = true) {
    if (state.at && rows.has(state.at)) rows.get(state.at).node.classList.remove('at');
    state.at = id;
    const row = rows.get(id);
    if (!row) return;
    row.node.classList.add('at');
    if (look) {
      row.title.focus({ preventScroll: true });
      row.node.scrollIntoView({ block: 'nearest' });
    }
  }

  function step(by) {
    const index = state.items.findIndex((issue) => issue.id === state.at);
    const next = state.items[Math.max(0, Math.min(state.items.length - 1, index < 0 ? 0 : index + by))];
    if (next) point(next.id);
  }

  // ---- loading ---------------------------------------------------------------------------------------------------

  let asked = 0;
  let loaded = false;
  async function load(anew) {
    const mine = ++asked;
    list.setAttribute('aria-busy', 'true');
    news.disabled = true;
    try {
      const cursor = anew ? {} : state.more;
      const found = await issues.list(name, { q: state.q, sort: state.sort, limit: 50, ...cursor }, { signal });
      if (mine !== asked) return;
      if (anew) {
        state.waiting.clear();
        state.items = found.data;
        state.selected = new Set(found.data.filter((issue) => state.selected.has(issue.id)).map((issue) => issue.id));
      } else state.items.push(...found.data.filter((issue) => !find(issue.id)));
      state.more = found.has_more ? { cursor: found.next_cursor, cursor_id: found.next_cursor_id } : null;
      loaded = true;
      showAll();
    } catch (error) {
      if (mine !== asked || signal.aborted) return;
      replace(foot, trouble(error.status === 400 ? 'The search could not be read' : 'The issues could not be loaded', error, error.status === 400 ? null : () => load(anew)));
      if (error.details && error.details.at !== undefined) wrong(error.details.at, error.details.length);
    } finally {
      if (mine === asked) list.removeAttribute('aria-busy');
      news.disabled = false;
    }
  }

  function showAll() {
    const focused = document.activeElement;
    const nodes = state.items.map((issue) => showRow(issue));
    const shown = new Set(state.items.map((issue) => issue.id));
    for (const [id, row] of rows) {
      if (!shown.has(id)) {
        row.node.remove();
        rows.delete(id);
      }
    }
    // Rows that stand where they belong are not touched: neither focus nor pointer lose what they are on.
    nodes.forEach((node, index) => {
      if (list.children[index] !== node) list.insertBefore(node, list.children[index] || null);
    });
    for (const [id, row] of rows) row.check.checked = state.selected.has(id);
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    showNews();
    showBulk();
    if (!state.items.length) replace(foot, nothing());
    else replace(foot, state.more ? button('Show more', () => load(false)) : h('p', { class: 'muted' }, plural(state.items.length, 'issue'), ', no more'));
  }

  function nothing() {
    if (state.q === usual) return firstSteps(project, 'No unresolved issues', 'Nothing is broken, or nothing reports here yet.');
    return h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'No issues match'), h('p', {}, told(state.q, 'mono')), button('Show unresolved issues', () => ask(usual)));
  }

  // ---- what happens meanwhile ------------------------------------------------------------------------------------

  /** What happened while nobody told it: what is new waits, what changed changes where it stands. */
  async function catchUp() {
    if (!loaded) return;
    const mine = asked;
    try {
      const found = await issues.list(name, { q: state.q, sort: state.sort, limit: 50 }, { signal });
      if (mine !== asked) return;
      for (const issue of found.data) if (find(issue.id)) put(issue);
      state.waiting = new Set(found.data.map((issue) => issue.id).filter((id) => !find(id)));
      showNews();
    } catch {
      // `r` loads anew; the stream says whether the server is there.
    }
  }

  /** Something happened to an issue that is not shown: whether it belongs here, only the server knows. */
  let due;
  function unknown(id, isNew) {
    if (isNew && state.q === usual && sorts.slice(0, 2).some(([key]) => key === state.sort)) {
      state.waiting.add(id);
      showNews();
    } else if (!due) {
      due = setTimeout(() => {
        due = undefined;
        catchUp();
      }, 1500);
    }
  }
  context.atEnd(() => clearTimeout(due));

  function showNews() {
    const number = state.waiting.size;
    news.hidden = number === 0;
    news.textContent = `Show ${count(number)} new`;
  }

  /** Events of issues that are shown are counted where they stand; several of one moment at once. */
  const arrived = new Map();
  function take(id, data) {
    const known = find(id);
    if (!known) {
      unknown(id, data.new_issue);
      return;
    }
    if (!arrived.size) requestAnimationFrame(flush);
    const entry = arrived.get(id) || { number: 0 };
    arrived.set(id, { number: entry.number + 1, data });
  }
  function flush() {
    for (const [id, { number, data }] of arrived) {
      const issue = find(id);
      if (!issue) continue;
      const hours = hoursOf(issue);
      hours[hours.length - 1] += number;
      put({
        ...issue, event_count: issue.event_count + number, last_seen: data.received_at || new Date().toISOString(), hours,
        ...(data.regression ? { status: 'unresolved', regressed_at: data.received_at } : {}),
      });
    }
    arrived.clear();
  }

  async function refresh(id) {
    try {
      const found = await issues.one(id, { signal });
      const issue = find(id);
      if (issue) put({ ...issue, ...found });
    } catch (error) {
      if (error.status === 404 && find(id)) put({ ...find(id), status: 'deleted' });
    }
  }

  const statuses = { resolved: 'resolved', archived: 'archived', unresolved: 'unresolved', discarded: 'discarded', deleted: 'deleted', regressed: 'unresolved', escalated: 'unresolved' };
  const live = new Live(name, {
    state: (word, seconds) => streamState(word, seconds, () => live.now()),
    open: catchUp,
    message: (message) => {
      if (message.type === 'event') take(message.issue_id, message.data || {});
      else if (message.type === 'issue_count') {
        total.hidden = false;
        total.textContent = count(message.count);
        total.title = plural(message.count, 'unresolved issue');
      } else if (message.type === 'issue') {
        const issue = find(message.issue_id);
        const status = statuses[message.action];
        if (issue && status) put({ ...issue, status });
        if (issue && status !== 'deleted') refresh(issue.id);
        else if (!issue) unknown(message.issue_id, false);
      }
    },
  }, signal);
  actions.onChange((id, patch) => {
    if (patch.stale) refresh(id);
    else if (find(id)) put({ ...find(id), ...patch });
  }, signal);

  // ---- keys ------------------------------------------------------------------------------------------------------

  const atOr = (run) => () => {
    if (picked().length) run(taken(), null);
    else if (find(state.at)) run([find(state.at)], rows.get(state.at));
  };
  const allOver = (list) => Array.isArray(list) && list.every((issue) => over.includes(issue.status));
  context.keys('Issues', [
    ['j', 'Next issue', () => step(1)], ['k', 'Previous issue', () => step(-1)],
    ['ArrowDown', '', () => step(1)], ['ArrowUp', '', () => step(-1)],
    ['Enter', 'Open the issue', () => rows.get(state.at)?.title.click()], ['o', '', () => rows.get(state.at)?.title.click()],
    ['x', 'Select the issue', () => rows.get(state.at)?.check.click()],
    ['e', 'Resolve, or reopen', atOr((list) => actions.change(list, allOver(list) ? 'unresolve' : 'resolve'))],
    ['a', 'Archive until it escalates', atOr((list) => actions.change(list, 'archive'))],
    ['A', 'Archive until …', atOr((list, row) => openMenu(row ? row.archive : everything, actions.archiveEntries(() => list), 'Archive'))],
    ['m', 'Assign', atOr((list, row) => openMenu(row ? row.who : everything, actions.assignEntries(state.members, () => list, session.user?.id), 'Assign'))],
    ['#', 'Delete', atOr((list) => actions.remove(list, 'delete'))],
    ['/', 'Search', () => input.select() || input.focus()],
    ['r', 'Load anew; shows what is new', () => load(true)],
  ]);

  // ---- beginning -------------------------------------------------------------------------------------------------

  people(project).then((members) => {
    state.members = members;
    for (const issue of state.items) if (issue.assigned_to) showRow(issue);
  }, () => {});
  loadSaved();
  showTabs();
  showBulk();
  context.atEnd(() => {
    kept = { address: path(), items: state.items, more: state.more, at: state.at, scroll: scrollY, time: Date.now() };
  });
  if (how.back && kept && kept.address === path() && Date.now() - kept.time < 600000) {
    Object.assign(state, { items: kept.items, more: kept.more });
    showAll();
    if (rows.has(kept.at)) point(kept.at, false);
    const { scroll, at } = kept;
    context.shown = () => {
      scrollTo(0, scroll);
      rows.get(at)?.title.focus({ preventScroll: true });
    };
    loaded = true;
    load(true);
  } else await load(true);
  return [
    h('div', { class: 'page-head' }, h('h1', { tabindex: '-1' }, 'Issues ', total), tabList),
    h('div', { class: 'filters' }, form, h('label', { class: 'sort' }, h('span', { class: 'muted' }, 'Sort'), sort), saved),
    h('div', { class: 'panel' }, bulk, list, foot),
  ];
}

/** The last 24 hours; lists bring them. */
function hoursOf(issue) {
  const given = issue.hours || issue.sparkline || issue.stats || [];
  const list = given.map((one) => (typeof one === 'number' ? one : one.events ?? one.count ?? 0)).slice(-24);
  return [...Array(Math.max(0, 24 - list.length)).fill(0), ...list];
}
