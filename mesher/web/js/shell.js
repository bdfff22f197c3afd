// What stands around every page: navigation, the project, theme, help.
import { h, svg, icon, link, replace, told } from './dom.js';
import { session, nameOf } from './session.js';
import { help } from './keys.js';
import { menuButton } from './menu.js';
import { auth } from './routes.js';
import { failed } from './notes.js';
import { go } from './router.js';

const sections = [
  ['issues', 'Issues', 'issues', 'i'], ['live', 'Live', 'live', 'l'], ['dashboard', 'Dashboard', 'dashboard', 'd'],
  ['releases', 'Releases', 'release', 'r'], ['crons', 'Crons', 'cron', 'c'], ['feedback', 'Feedback', 'feedback', 'f'],
  ['logs', 'Logs', 'logs', 'o'], ['endpoints', 'Slow endpoints', 'slow', 'e'], ['alerts', 'Alerts', 'alert', 'a'],
  ['settings', 'Settings', 'settings', 's'],
];

export const brand = () => h('span', { class: 'brand' },
  svg('svg', { viewBox: '0 0 32 32', class: 'mark', 'aria-hidden': 'true' },
    svg('rect', { width: 32, height: 32, rx: 7, class: 'mark-ground' }),
    svg('path', { d: 'M6 23V9l10 9 10-9v14', class: 'mark-line' }), svg('circle', { cx: 16, cy: 24, r: 2.2, class: 'mark-dot' })),
  'Mesher');

const themes = ['auto', 'light', 'dark'];

function chosenTheme() {
  return document.documentElement.dataset.theme || 'auto';
}

export function setTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('mesher-theme', theme);
  } catch {
    // It holds until the page is left.
  }
}

async function signOut() {
  try {
    await auth.logout();
    location.assign(new URL('login', document.baseURI));
  } catch (error) {
    failed(`Not signed out: ${error.message}`, signOut);
  }
}

function accountMenu() {
  const entries = () => [
    `Theme: ${chosenTheme()}`,
    ...themes.map((theme) => [theme === 'auto' ? 'As the system' : theme === 'light' ? 'Light' : 'Dark', () => setTheme(theme)]),
    null,
    ['Organization and members', () => go('settings/members')],
    ['API tokens', () => go('settings/tokens')],
    ['Profile', () => go('settings/profile')],
    ['Keyboard shortcuts', help],
    ...(session.user ? [null, ['Sign out', signOut]] : []),
  ];
  const label = session.user ? nameOf(session.user) : 'Menu';
  return menuButton(h('span', { class: 'account-name told', dir: 'auto' }, label), entries, { class: 'quiet account', 'aria-label': `Account and theme: ${label}` });
}

let frame;

/** Makes the frame, once, and gives it: `main` holds the page. */
export function shell() {
  if (frame) {
    // A page without the frame, such as the sign-in, may have taken its place.
    if (!frame.main.isConnected) replace(document.getElementById('app'), frame.whole);
    return frame;
  }
  const nav = h('nav', { id: 'navigation', 'aria-label': 'Main' });
  const main = h('main', { id: 'main', tabindex: '-1' });
  const status = h('span', { class: 'stream-state', role: 'status', hidden: true });
  const picker = h('select', { 'aria-label': 'Project', class: 'project-picker' });
  picker.addEventListener('change', () => go(`projects/${picker.value}/${frame.section === 'settings' ? 'settings' : frame.section || 'issues'}`));
  const toggle = h('button', { type: 'button', class: 'quiet icon-only nav-toggle', 'aria-label': 'Navigation', 'aria-expanded': 'false', 'aria-controls': 'navigation' }, icon('menu'));
  const fold = (open) => {
    nav.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', String(open));
  };
  toggle.addEventListener('click', () => fold(!nav.classList.contains('open')));
  nav.addEventListener('click', (event) => {
    if (event.target.closest('a')) fold(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && nav.classList.contains('open')) {
      fold(false);
      toggle.focus();
    }
  });
  const top = h('header', { class: 'top' }, toggle, link('', { class: 'home', 'aria-label': 'Mesher' }, brand()), picker, h('span', { class: 'grow' }), status, accountMenu());
  frame = { top, nav, main, status, picker, section: '', whole: [top, h('div', { class: 'body' }, nav, main)] };
  replace(document.getElementById('app'), frame.whole);
  return frame;
}

/** Shows which project and section one is in. */
export function locate(project, section) {
  const { nav, picker } = shell();
  frame.section = section;
  replace(picker, session.projects.map((one) => h('option', { value: one.slug || one.id }, one.name || one.slug)));
  picker.hidden = session.projects.length === 0;
  if (project) picker.value = project.slug || project.id;
  const of = project ? `projects/${encodeURIComponent(project.slug || project.id)}` : '';
  replace(nav, project ? sections.map(([path, label, picture]) =>
    link(`${of}/${path}`, { 'aria-current': section === path ? 'page' : null }, icon(picture), h('span', {}, label))) : null);
}

/** The shortcuts that go to sections. */
export const sectionKeys = (project) => sections.map(([path, label, , key]) =>
  [`g ${key}`, `Go to ${label}`, () => go(`projects/${encodeURIComponent(project().slug)}/${path}`)]);

/** Says how the stream is: live, or when it is tried again. */
export function streamState(name, seconds, retry) {
  const { status } = shell();
  status.hidden = name === '';
  status.className = `stream-state ${name}`;
  if (name === 'lost') {
    replace(status, h('span', { class: 'dot' }), h('span', { class: 'label' }, `Disconnected, next try in ${seconds} s`),
      h('button', { type: 'button', class: 'quiet strong', on: { click: retry } }, 'Retry now'));
  } else replace(status, h('span', { class: 'dot' }), h('span', { class: 'label' }, name === 'live' ? 'Live' : 'Connecting'));
}

/** The head of a page. */
export const heading = (title, ...more) => h('div', { class: 'page-head' }, h('h1', { tabindex: '-1' }, title), ...more);

/** Something to show when there is nothing: why, and what to do next. */
export const empty = (title, ...more) => h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), ...more);

/** That something did not work, and a way to try again. */
export const trouble = (what, error, retry) => h('div', { class: 'trouble', role: 'alert' },
  h('p', {}, h('strong', {}, what), ': ', told(error.message)), retry && h('button', { type: 'button', on: { click: retry } }, 'Retry'));
