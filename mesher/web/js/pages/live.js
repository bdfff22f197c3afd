// Events as they arrive.
import { h, button, link, replace, told } from '../dom.js';
import { timeOfDay, fullTime, count } from '../format.js';
import { heading, streamState } from '../shell.js';
import { Live } from '../live.js';
import { note } from '../router.js';
import { levelTag, levelOf } from '../issue-parts.js';

const most = 200;

export default async function page(context) {
  const { project, query, signal } = context;
  context.title(`Live · ${project.name}`);
  const name = project.slug || project.id;
  const list = h('ol', { class: 'live-rows', 'aria-label': 'Events, newest first', 'aria-live': 'off' });
  const waiting = h('p', { class: 'empty muted' }, 'Waiting for events. What clients report appears here at once.');
  const held = h('span', { class: 'badge new', hidden: true, role: 'status' });
  const total = h('span', { class: 'muted', role: 'status' });
  let paused = false;
  let kept = [];
  let queue = [];

  const level = h('select', { 'aria-label': 'Level' }, h('option', { value: '' }, 'All levels'), ['fatal', 'error', 'warning', 'info', 'debug'].map((one) => h('option', { value: one }, one)));
  level.value = query.get('level') || '';
  const environment = h('input', { value: query.get('environment') || '', placeholder: 'All environments', 'aria-label': 'Environment', autocomplete: 'off', spellcheck: 'false', maxlength: 200 });
  const pause = button('Pause', () => toggle(), { 'aria-pressed': 'false', title: 'space' });
  const clear = button('Clear', () => {
    replace(list);
    waiting.hidden = false;
  }, { class: 'quiet' });

  /** What this event says: of several that are one issue each has its own words. */
  const said = (data) => (!data.exception && typeof data.message === 'string' && data.message ? data.message.slice(0, 500) : String(data.title || 'Untitled'));

  function row({ issue_id: id, data }) {
    const facts = [data.environment, data.release, data.platform].filter((fact) => typeof fact === 'string' && fact).join(' · ');
    return h('li', { class: 'live-row' }, h('time', { class: 'muted', datetime: data.received_at, title: fullTime(data.received_at) }, timeOfDay(data.received_at)),
      h('span', {}, levelTag(levelOf(data.level))),
      link(`issues/${id}${data.id ? `/events/${data.id}` : ''}`, { dir: 'auto', title: said(data) }, data.new_issue && h('span', { class: 'badge new' }, 'new'), data.new_issue && ' ', data.regression && h('span', { class: 'badge regressed' }, 'regressed'), data.regression && ' ', said(data)),
      told(facts, 'live-facts'));
  }

  // What came within one frame of the screen is shown together.
  function draw() {
    const made = queue.slice(-most).reverse().map(row);
    queue = [];
    const focused = document.activeElement;
    list.prepend(...made);
    while (list.children.length > most) {
      if (list.lastChild.contains(focused)) list.querySelector('a')?.focus({ preventScroll: true });
      list.lastChild.remove();
    }
    waiting.hidden = list.children.length > 0;
  }
  function take(news) {
    if (paused) {
      kept.push(news);
      if (kept.length > most) kept.shift();
      held.hidden = false;
      held.textContent = `${kept.length}${kept.length === most ? '+' : ''} while paused`;
      return;
    }
    queue.push(news);
    if (queue.length === 1) setTimeout(draw, document.hidden ? 500 : 40);
    if (queue.length > most * 2) queue = queue.slice(-most);
  }
  function toggle() {
    paused = !paused;
    pause.textContent = paused ? 'Resume' : 'Pause';
    pause.setAttribute('aria-pressed', String(paused));
    if (paused) return;
    held.hidden = true;
    const all = kept;
    kept = [];
    all.forEach(take);
  }

  const live = new Live(name, {
    state: (word, seconds) => streamState(word, seconds, () => live.now()),
    message: (news) => {
      if (news.type === 'event') take(news);
      else if (news.type === 'issue_count') total.textContent = `${count(news.count)} unresolved`;
    },
  }, signal);
  const subscribe = () => {
    const values = environment.value.split(',').map((one) => one.trim()).filter(Boolean).slice(0, 50);
    live.subscribe({ level: level.value, environment: values.length > 1 ? values : values[0] || '' });
    const search = new URLSearchParams();
    if (level.value) search.set('level', level.value);
    if (environment.value.trim()) search.set('environment', environment.value.trim());
    note(`projects/${encodeURIComponent(name)}/live${search.size ? `?${search}` : ''}`);
  };
  level.addEventListener('change', subscribe);
  environment.addEventListener('change', subscribe);
  if (level.value || environment.value) subscribe();
  context.keys('Live stream', [['space', 'Pause and resume', toggle], ['p', '', toggle], ['/', 'Filter by environment', () => environment.focus()]]);
  return [heading('Live', total), h('div', { class: 'filters' }, level, environment, pause, clear, held),
    h('div', { class: 'panel' }, list, waiting), h('p', { class: 'muted small' }, `At most ${most} events are shown.`)];
}
