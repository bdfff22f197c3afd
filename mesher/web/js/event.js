// The parts of an event, each in a panel of its own.
import { h, link, told, button } from './dom.js';
import { data, objects, pairs, show } from './data.js';
import { exceptionsOf, exceptionsView, framesOf, stackView } from './stack.js';
import { ago, bytes, dateOf, fullTime, plural, timeOfDay } from './format.js';
import { levelOf } from './issue-parts.js';
import { events } from './routes.js';

const hasAny = (value) => value && typeof value === 'object' && Object.keys(value).length > 0;

function panel(key, title, body, more) {
  return { key, title, node: h('section', { class: 'panel part', id: `part-${key}`, 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title), more), body) };
}
const inside = (...children) => h('div', { class: 'panel-body' }, children);

function exceptionPart(event) {
  const exceptions = exceptionsOf(event);
  if (exceptions.length) {
    const { box, order } = exceptionsView(exceptions);
    return panel('exception', exceptions.length > 1 ? `Exceptions (${exceptions.length})` : 'Exception', box, order);
  }
  const frames = framesOf(event.stacktrace);
  return frames.length ? panel('exception', 'Stack', stackView(frames)) : null;
}

function messagePart(event) {
  if (exceptionsOf(event).length || !event.message) return null;
  return panel('message', 'Message', inside(told(show(event.message), 'exception-value', 'div')));
}

function crumbItem(crumb, end) {
  const date = dateOf(crumb.timestamp);
  const before = date && end ? (end - date) / 1000 : null;
  const level = crumb.level === 'warn' ? 'warning' : crumb.level || 'info';
  const label = crumb.category || crumb.type || 'default';
  return h('li', { class: levelOf(level) === level ? level : 'info' },
    h('time', { class: 'muted', datetime: date ? date.toISOString() : null, title: date ? `${fullTime(crumb.timestamp)}${before !== null && before >= 0 ? `\n${before.toFixed(1)} s before the event` : ''}` : null }, date ? timeOfDay(crumb.timestamp) : ''),
    told(show(label), 'crumb-kind'),
    h('div', {}, crumb.message !== undefined && crumb.message !== null && told(show(crumb.message), '', 'div'),
      hasAny(crumb.data) && told(pairs(crumb.data).map(([name, value]) => `${name}: ${show(value)}`).join('\n'), 'crumb-data', 'div')));
}

function crumbsPart(event) {
  const all = objects(event.breadcrumbs);
  if (!all.length) return null;
  const end = dateOf(event.occurred_at || event.received_at);
  const newest = [...all].reverse();
  const list = h('ol', { class: 'crumbs' }, newest.slice(0, 15).map((crumb) => crumbItem(crumb, end)));
  const more = newest.length > 15 ? button(`Show all ${newest.length}`, () => {
    list.append(...newest.slice(15).map((crumb) => crumbItem(crumb, end)));
    more.remove();
  }, { class: 'quiet' }) : null;
  return panel('breadcrumbs', `Breadcrumbs (${all.length})`, list, more);
}

function tagsPart(event, project) {
  const tags = pairs(event.tags);
  if (!tags.length) return null;
  const quoted = (value) => (/[\s":]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value);
  return panel('tags', 'Tags', inside(h('div', { class: 'tags' }, tags.map(([name, value]) => {
    const text = show(value);
    const search = new URLSearchParams({ q: `${/^[\w.-]+$/.test(name) ? name : `tag[${name}]`}:${quoted(text)}` });
    return link(`projects/${encodeURIComponent(project.slug || project.id)}/issues?${search}`, { class: 'tag', title: 'Issues with this value' }, told(name), told(text));
  }))));
}

function requestPart(event) {
  const request = event.request;
  if (!hasAny(request)) return null;
  const rest = Object.entries(request).filter(([name, value]) => !['url', 'method', 'headers', 'cookies', 'env', 'data', 'query_string', 'fragment'].includes(name) && value);
  const block = (title, value) => (hasAny(value) ? [h('h3', {}, title), pairs(value).length ? data(value) : told(show(value), 'mono', 'div')]
    : value ? [h('h3', {}, title), h('pre', { class: 'code told', dir: 'auto', tabindex: '0' }, show(value))] : null);
  return panel('request', 'Request', inside(h('div', { class: 'stack' },
    h('div', {}, h('strong', { class: 'mono' }, told(show(request.method || 'GET'))), ' ', told(show(request.url || ''), 'mono')),
    block('Query', request.query_string), block('Body', request.data), block('Headers', request.headers), block('Cookies', request.cookies),
    block('Environment', request.env), rest.length ? data(Object.fromEntries(rest)) : null)));
}

function userPart(event) {
  const user = event.user_context;
  return hasAny(user) ? panel('user', 'User', inside(data(user))) : null;
}

function contextParts(event) {
  if (!hasAny(event.contexts)) return null;
  const list = Object.entries(event.contexts).filter(([, value]) => hasAny(value));
  if (!list.length) return null;
  return panel('contexts', 'Contexts', inside(h('div', { class: 'contexts' }, list.map(([name, value]) =>
    h('div', {}, told(name, '', 'h3'), data(Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'type')))) ))));
}

function threadsPart(event) {
  const shown = objects(Array.isArray(event.threads) || !event.threads ? event.threads : event.threads.values);
  if (!shown.length) return null;
  return panel('threads', `Threads (${shown.length})`, h('ul', { class: 'frames' }, shown.slice(0, 200).map((thread) => {
    const inner = h('div', {});
    const frames = framesOf(thread.frames || thread.stacktrace);
    const box = h('details', {}, h('summary', {}, told(thread.name ? show(thread.name) : `Thread ${show(thread.id)}`, 'function'), told(show(thread.id ?? ''), 'muted mono'),
      thread.crashed && h('span', { class: 'badge error' }, 'crashed'), thread.current && h('span', { class: 'badge' }, 'current'),
      h('span', { class: 'muted' }, plural(frames.length, 'frame'))), inner);
    box.addEventListener('toggle', () => {
      if (box.open && !inner.firstChild && frames.length) inner.append(stackView(frames));
    });
    return h('li', { class: 'frame' }, box);
  })));
}

function cutPart(event) {
  const cuts = event.cut;
  if (!hasAny(cuts)) return null;
  return panel('cut', 'What was cut', inside(h('p', { class: 'muted' }, 'These parts were longer than events may be.'), data(cuts)));
}

const simple = (key, title, value) => (hasAny(value) ? panel(key, title, inside(data(value))) : null);

function modulesPart(event) {
  if (!hasAny(event.modules)) return null;
  return panel('modules', `Modules (${Object.keys(event.modules).length})`, inside(h('details', {}, h('summary', {}, 'Show'), data(event.modules))));
}

function debugPart(event) {
  const images = event.debug_meta && event.debug_meta.images;
  return Array.isArray(images) && images.length ? panel('images', `Loaded images (${images.length})`, inside(h('details', {}, h('summary', {}, 'Show'),
    data(Object.fromEntries(images.map((image, index) => [show((image && (image.code_file || image.debug_file || image.type)) || index), image])))))) : null;
}

/** Files that came with the event. */
export function attachmentsPart(list) {
  if (!list || !list.length) return null;
  return panel('attachments', `Attachments (${list.length})`, h('ul', { class: 'plain-list' }, list.map((one) => h('li', {},
    h('span', { class: 'first' }, told(one.name || 'file', 'mono'), h('span', { class: 'muted small' }, told(one.content_type || ''), ' ', bytes(one.size))),
    h('a', { class: 'button', href: events.attachmentPath(one.id), download: String(one.name || 'file') }, 'Download')))));
}

/** What users wrote about the event. */
export function feedbackPart(list) {
  if (!list || !list.length) return null;
  return panel('feedback', `Feedback (${list.length})`, h('ul', { class: 'plain-list' }, list.map((one) => h('li', {}, h('div', { class: 'first' },
    h('div', {}, told(one.name || one.email || 'Anonymous', '', 'strong'), ' ', one.email && one.email !== one.name && told(one.email, 'muted'), ' ', ago(one.received_at, 'muted small')), told(one.message, 'comment', 'div'))))));
}

const makers = {
  message: messagePart, exception: exceptionPart, breadcrumbs: crumbsPart, tags: tagsPart, request: requestPart, user: userPart, contexts: contextParts,
  extra: (event) => simple('extra', 'Extra', event.extra), threads: threadsPart, modules: modulesPart, images: debugPart, cut: cutPart,
};

/** All parts that an event has, in the order in which they help. What a client sent in a form of its own hides no other part. */
export function partsOf(event, project) {
  return Object.entries(makers).map(([key, make]) => {
    try {
      return make(event, project);
    } catch {
      return panel(key, key, inside(h('p', { class: 'muted' }, 'This part has a form that cannot be shown; the raw JSON has it.')));
    }
  }).filter(Boolean);
}
