// The application: which page an address shows, and what happens between pages.
import { h, replace, link } from './dom.js';
import { route, start, go } from './router.js';
import { load, session, projectNamed, chooseProject, chosenProject } from './session.js';
import { shell, locate, sectionKeys, trouble, empty, heading, streamState } from './shell.js';
import { Failure } from './api.js';
import { shortcuts, help } from './keys.js';
import { undoLast } from './notes.js';

let tries = 0;
// A module that could not be loaded is not asked for again under the same address.
const page = (name) => () => import(`./pages/${name}.js${tries ? `?${tries}` : ''}`).catch(() => {
  tries += 1;
  throw new Failure(0, 'the server does not answer');
});
const alone = { alone: true };

route('', page('home'));
route('login', page('login'), alone);
route('setup', page('setup'), alone);
route('setup/:token', page('setup'), alone);
route('invite/:token', page('invite'), alone);
route('invite', page('invite'), alone);
route('accept', page('invite'), alone);
route('events/:event', page('event'));
route('projects', page('projects'));
route('projects/new', page('projects'));
route('issues', page('home'));
route('issues/:issue', page('issue'), { section: 'issues' });
route('issues/:issue/events', page('events'), { section: 'issues' });
route('issues/:issue/events/:event', page('issue'), { section: 'issues' });
for (const [section, name] of Object.entries({
  issues: 'issues', live: 'live', dashboard: 'dashboard', releases: 'releases', crons: 'crons', feedback: 'feedback', logs: 'logs',
  endpoints: 'endpoints', alerts: 'alerts',
})) {
  route(`projects/:project/${section}`, page(name), { section });
  if (section !== 'issues') route(section, page('home'), { section });
}
route('projects/:project/releases/:version', page('release'), { section: 'releases' });
route('projects/:project/crons/:monitor', page('cron'), { section: 'crons' });
route('projects/:project/settings', page('project'), { section: 'settings' });
route('projects/:project/settings/:part', page('project'), { section: 'settings' });
route('projects/:project', page('home'));
route('settings', page('members'));
for (const name of ['members', 'tokens', 'audit', 'profile']) route(`settings/${name}`, page(name));

let project;
let leave = () => {};
let turn = 0;

shortcuts('Everywhere', [
  ['?', 'Show the keyboard shortcuts', help],
  ['z', 'Undo what was done last', undoLast],
  ...sectionKeys(() => project || chosenProject() || { slug: '' }),
]);

document.addEventListener('mesher:signed-out', () => {
  const here = location.pathname + location.search;
  if (!/\/(login|setup|invite|accept)/.test(here)) location.assign(new URL(`login?next=${encodeURIComponent(here)}`, document.baseURI));
});

function nothing() {
  return [heading('Not found'), empty('There is nothing at this address.', link('', { class: 'button' }, 'To the issues'))];
}

async function signedIn() {
  if (session.user || session.open) return true;
  if (await load()) return true;
  document.dispatchEvent(new CustomEvent('mesher:signed-out'));
  return false;
}

/** Shows what an address means. */
async function render(found, how) {
  const mine = ++turn;
  leave(how);
  const end = new AbortController();
  const undo = [];
  leave = () => {
    end.abort();
    undo.forEach((run) => run());
    streamState('');
  };
  const again = () => render(found, how);
  const kind = found ? found.kind : {};
  let frame;
  try {
    if (!kind.alone && !(await signedIn())) return;
    // The frame first: a page that cannot be loaded takes nothing else away.
    if (!kind.alone) frame = shell();
    const module = found ? await found.load() : undefined;
    if (mine !== turn) return;
    if (kind.alone) {
      const box = h('main', { id: 'main', class: 'alone', tabindex: '-1' });
      replace(document.getElementById('app'), box);
      frame = { main: box };
    }
    const { main } = frame;
    if (found && found.params.project) project = projectNamed(found.params.project);
    else project = project && session.projects.includes(project) ? project : chosenProject();
    if (!kind.alone) locate(project, kind.section);
    const unknown = found && found.params.project && !project;
    if (!found || unknown) {
      replace(main, nothing());
      document.title = 'Not found · Mesher';
      return;
    }
    if (project && found.params.project) chooseProject(project);
    const context = {
      ...found, project, main, how, signal: end.signal,
      /** Shortcuts of this page. */
      keys: (name, list) => undo.push(shortcuts(name, list)),
      atEnd: (run) => undo.push(run),
      title: (text) => { document.title = `${text} · Mesher`; },
      /** The project is known only now. */
      belongs: (one) => {
        project = one;
        context.project = one;
        locate(one, kind.section);
      },
      again,
    };
    main.setAttribute('aria-busy', 'true');
    const wait = setTimeout(() => {
      if (mine === turn) replace(main, h('p', { class: 'loading', role: 'status' }, 'Loading…'));
    }, 250);
    let content;
    try {
      content = await module.default(context);
    } finally {
      clearTimeout(wait);
      main.removeAttribute('aria-busy');
    }
    if (mine !== turn) return;
    if (content) replace(main, content);
    if (context.shown) context.shown();
    else if (!how.back) scrollTo(0, 0);
    if (!how.first) (main.querySelector('[autofocus], h1[tabindex]') || main).focus({ preventScroll: true });
  } catch (error) {
    if (mine !== turn || error.name === 'AbortError') return;
    const box = frame ? frame.main : document.getElementById('app');
    if (error.status === 404) replace(box, nothing());
    else replace(box, trouble('This page could not be shown', error, again));
  }
}

start(render);
export { go };
