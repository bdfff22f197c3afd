// Elements. Texts are always set as text: there is no way from here to markup.

const SVG = 'http://www.w3.org/2000/svg';

/** Anything as text. An object from outside may have a `toString` that is none. */
const textOf = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === '') continue;
    if (Array.isArray(child)) append(node, child);
    else node.append(child instanceof Node ? child : textOf(child));
  }
  return node;
}

function configure(node, properties) {
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  return node;
}

/** An element: h('p', { class: 'note', on: { click } }, 'text', child, [children]). */
export const h = (name, properties, ...children) => append(configure(document.createElement(name), properties), children);

/** The same for SVG. */
export const svg = (name, properties, ...children) => append(configure(document.createElementNS(SVG, name), properties), children);

/** Text that came from outside: it keeps its own direction, and cannot turn that of what stands beside it. */
export const told = (text, className, name = 'span') =>
  h(name, { class: className ? `told ${className}` : 'told', dir: 'auto' }, text === null || text === undefined ? '' : textOf(text));

export const replace = (node, ...children) => {
  node.replaceChildren();
  return append(node, children);
};

export const button = (label, onclick, properties) => h('button', { type: 'button', ...properties, on: { click: onclick } }, label);

/** A link inside of the application. `path` begins without a slash. */
export const link = (path, properties, ...children) => h('a', { href: path, ...properties }, ...children);

const icons = {
  check: 'M3 8.5l3.2 3.2L13 5',
  archive: 'M2 3h12v3H2zM3 6v7h10V6M6.5 9h3',
  person: 'M8 8a2.7 2.7 0 100-5.4A2.7 2.7 0 008 8zM3 14c.4-2.800 2.400-4.200 5-4.200s4.600 1.400 5 4.200',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  down: 'M4 6l4 4 4-4',
  left: 'M10 3.500L5.500 8l4.500 4.500',
  right: 'M6 3.500L10.500 8 6 12.500',
  search: 'M7 12A5 5 0 107 2a5 5 0 000 10zM11 11l3.500 3.500',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.500 4h11M2.500 8h11M2.500 12h11',
  copy: 'M5.500 5.500V2.500h8v8h-3M2.500 5.500h8v8h-8z',
  issues: 'M8 2l6.500 11.500h-13zM8 6.500v3M8 11.500h.01',
  live: 'M1.500 8h3l2-5 3 10 2-5h3',
  dashboard: 'M2.500 13.500v-5M6.200 13.500v-11M9.800 13.500v-7M13.500 13.500v-9',
  release: 'M8 1.800l5.500 3v6.400L8 14.200l-5.500-3V4.800zM2.500 4.800L8 8l5.500-3.200M8 8v6',
  cron: 'M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.500V8l2.500 1.500',
  feedback: 'M2 3h12v8H7l-3 2.500V11H2z',
  logs: 'M2.500 3.500h11M2.500 6.500h8M2.500 9.500h11M2.500 12.500h6',
  slow: 'M2.500 12a6 6 0 1111 0M8 9.500l3-3.500',
  alert: 'M4 11V7.500a4 4 0 018 0V11l1.500 1.500h-11zM6.500 14h3',
  settings: 'M2 4.500h6M11 4.500h3M2 11.500h3M8 11.500h6M9.500 3v3M6.500 10v3',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  sun: 'M8 11a3 3 0 100-6 3 3 0 000 6zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1',
};

/** A small picture beside a label; it says nothing by itself. */
export const icon = (name) =>
  svg('svg', { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' }, svg('path', { d: icons[name] || '' }));

/** Runs what `node` needs when it is gone from the page: `signal` ends with the page that made it. */
export const listen = (target, event, listener, signal) => target.addEventListener(event, listener, { signal });
