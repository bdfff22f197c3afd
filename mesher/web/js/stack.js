// Exceptions and their stacks: frames of the application open, others folded.
import { h, button, told } from './dom.js';
import { data, show } from './data.js';
import { plural } from './format.js';

/** What a client sent in the place of a text. */
const words = (value) => (value === null || value === undefined ? '' : show(value));

const number = (value) => (typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value)) ? Number(value) : 0);

/** The frames of a stack, outermost call first, under one name each, wherever they came from. */
export function framesOf(stack) {
  const list = Array.isArray(stack) ? stack : stack && Array.isArray(stack.frames) ? stack.frames : [];
  return list.filter((frame) => frame && typeof frame === 'object').map((frame) => ({
    ...frame, function: words(frame.function_name ?? frame.function), file: words(frame.filename || frame.module || frame.abs_path), module: words(frame.module),
    abs_path: words(frame.abs_path), lineno: number(frame.lineno), colno: number(frame.colno),
  }));
}

/** The chain of exceptions, outermost first, each with its frames. */
export function exceptionsOf(event) {
  const exception = event.exception;
  if (!exception || typeof exception !== 'object') return [];
  const chain = Array.isArray(exception) ? exception : Array.isArray(exception.chain) && exception.chain.length ? exception.chain : [exception];
  const list = chain.filter((one) => one && typeof one === 'object').map((one) => ({
    type: one.type_name ?? one.type, value: one.value, module: one.module_name ?? one.module, mechanism: one.mechanism,
    frames: framesOf(one.stacktrace || one.frames),
  }));
  const main = list.at(-1);
  if (main && !main.frames.length) main.frames = framesOf(event.stacktrace);
  return list.reverse();
}

const place = (frame) => `${frame.file || '?'}${frame.lineno ? `:${frame.lineno}` : ''}${frame.lineno && frame.colno ? `:${frame.colno}` : ''}`;

/** The lines around a frame, with their numbers. */
export function sourceLines(frame) {
  const list = (value) => (Array.isArray(value) ? value.map(words) : []);
  if (typeof frame.context_line !== 'string') return [];
  const before = list(frame.pre_context);
  const first = (frame.lineno || before.length + 1) - before.length;
  return [...before, frame.context_line, ...list(frame.post_context)].map((text, index) => ({ number: first + index, text, here: index === before.length }));
}

function source(frame) {
  const lines = sourceLines(frame);
  if (!lines.length) return null;
  return h('div', { class: 'source', tabindex: '0', role: 'group', 'aria-label': 'Source' }, h('ol', {}, lines.map((line) =>
    h('li', { class: line.here ? 'here' : null, 'aria-current': line.here ? 'true' : null },
      h('span', { class: 'line-number', 'aria-hidden': 'true' }, line.number > 0 ? line.number : ''), h('span', { class: 'told' }, line.text || ' ')))));
}

function frameView(frame, open) {
  const [minified] = framesOf(frame.minified ? [frame.minified] : []);
  const head = [
    frame.function && told(frame.function, 'function'), frame.function && h('span', { class: 'muted' }, 'in'), told(place(frame), 'where'),
    frame.in_app && h('span', { class: 'badge' }, 'in app'),
    minified && h('span', { class: 'badge good', title: 'Shown as it was written, by a source map' }, 'source map'),
    frame.map_note && h('span', { class: 'badge warning', title: show(frame.map_note) }, 'no source map'),
  ];
  const vars = frame.vars && typeof frame.vars === 'object' && Object.keys(frame.vars).length ? frame.vars : null;
  const hasMore = sourceLines(frame).length || vars || (frame.abs_path && frame.abs_path !== frame.file) || minified || frame.map_note;
  const className = `frame ${frame.in_app ? 'app' : 'library'}`;
  if (!hasMore) return h('li', { class: className }, h('div', { class: 'frame-line' }, head));
  // Its inside is made when it is opened: a stack may have hundreds of frames.
  const inside = h('div', {});
  let made = false;
  const box = h('details', {}, h('summary', {}, head), inside);
  const make = () => {
    if (made) return;
    made = true;
    inside.append(...[
      source(frame),
      frame.map_note && h('p', { class: 'vars small muted' }, 'Shown as it ran: ', told(show(frame.map_note))),
      vars && h('div', { class: 'vars' }, h('h4', { class: 'muted small' }, 'Variables'), data(vars)),
      (frame.abs_path && frame.abs_path !== frame.file) || frame.module || minified
        ? h('div', { class: 'vars small muted' }, [
          frame.module && h('div', {}, 'Module ', told(frame.module, 'mono')), frame.abs_path && h('div', {}, 'Path ', told(frame.abs_path, 'mono')),
          minified && h('div', {}, 'As it ran ', told(`${minified.function} ${place({ ...minified, file: minified.abs_path || minified.file })}`, 'mono'))]) : null,
    ].filter(Boolean));
  };
  box.addEventListener('toggle', () => {
    if (box.open) make();
  });
  if (open) {
    make();
    box.open = true;
  }
  return h('li', { class: className }, box);
}

/** The frames of one stack. `newest`: the innermost call first. */
export function stackView(frames, newest = true) {
  const list = newest ? [...frames].reverse() : frames;
  const box = h('ol', { class: 'frames' });
  const anyApp = list.some((frame) => frame.in_app);
  // Without frames of the application the innermost one is opened.
  const innermost = newest ? 0 : list.length - 1;
  let opened = 0;
  for (let index = 0; index < list.length;) {
    const frame = list[index];
    if (frame.in_app || !anyApp) {
      const open = opened < 8 && (anyApp ? frame.in_app : index === innermost);
      if (open) opened += 1;
      box.append(frameView(frame, open));
      index += 1;
      continue;
    }
    let end = index;
    while (end < list.length && !list[end].in_app) end += 1;
    fold(box, list.slice(index, end), newest && index === 0);
    index = end;
  }
  if (!anyApp && list.length > 40) foldRest(box, 40);
  return box;
}

/** Frames of libraries: one is shown, more are behind a button. The innermost one says where it broke. */
function fold(box, frames, first) {
  const shown = frames.length === 1 ? 1 : first ? 1 : 0;
  frames.slice(0, shown).forEach((frame) => box.append(frameView(frame, false)));
  const rest = frames.slice(shown);
  if (!rest.length) return;
  const item = h('li', { class: 'frame library' });
  item.append(button(`${plural(rest.length, 'frame')} of libraries`, () => {
    const made = rest.map((frame) => frameView(frame, false));
    item.replaceWith(...made);
    made[0].querySelector('summary')?.focus();
  }, { class: 'more-frames', 'aria-expanded': 'false' }));
  box.append(item);
}

function foldRest(box, most) {
  const rest = [...box.children].slice(most);
  rest.forEach((item) => item.remove());
  const item = h('li', { class: 'frame library' });
  item.append(button(`${plural(rest.length, 'more frame')}`, () => item.replaceWith(...rest), { class: 'more-frames' }));
  box.append(item);
}

function mechanism(value) {
  if (!value || typeof value !== 'object') return null;
  return h('div', { class: 'issue-marks small' }, value.type && h('span', { class: 'muted' }, 'Mechanism ', told(show(value.type))),
    value.handled === false && h('span', { class: 'badge error' }, 'Unhandled'), value.handled === true && h('span', { class: 'badge' }, 'Handled'));
}

/** All exceptions with their stacks. */
export function exceptionsView(exceptions) {
  let newest = true;
  const box = h('div', {});
  const order = button('', () => {
    newest = !newest;
    draw();
  }, { class: 'quiet' });
  function draw() {
    order.textContent = newest ? 'Newest call first' : 'Oldest call first';
    box.replaceChildren(...exceptions.map((one, index) => h('div', { class: 'exception' },
      h('div', { class: 'exception-head' }, index > 0 && h('div', { class: 'muted small' }, 'Caused by'),
        h('div', { class: 'exception-type', dir: 'auto' }, show(one.type ?? 'Error'), one.module && told(one.module, 'muted small mono module')),
        one.value !== undefined && one.value !== null && told(show(one.value), 'exception-value', 'div'), mechanism(one.mechanism)),
      one.frames.length ? stackView(one.frames, newest) : h('p', { class: 'panel-body muted small' }, 'No stack was sent.'))));
  }
  draw();
  return { box, order };
}
