// How a program is made to report: the first lines for common platforms.
import { h, button } from './dom.js';
import { projects } from './routes.js';
import { say } from './notes.js';

const platforms = {
  Python: ['pip install sentry-sdk', (dsn) => `import sentry_sdk

sentry_sdk.init("${dsn}", environment="production", release="shop@1.0.0")

1 / 0  # the first issue`],
  'Node.js': ['npm install @sentry/node', (dsn) => `const Sentry = require("@sentry/node");

Sentry.init({ dsn: "${dsn}", environment: "production" });

Sentry.captureException(new Error("the first issue"));`],
  Browser: ['npm install @sentry/browser', (dsn) => `import * as Sentry from "@sentry/browser";

Sentry.init({ dsn: "${dsn}", environment: "production" });

setTimeout(() => { throw new Error("the first issue"); });`],
  Go: ['go get github.com/getsentry/sentry-go', (dsn) => `sentry.Init(sentry.ClientOptions{Dsn: "${dsn}"})
defer sentry.Flush(2 * time.Second)

sentry.CaptureMessage("the first issue")`],
  Rust: ['cargo add sentry', (dsn) => `let _guard = sentry::init("${dsn}");

sentry::capture_message("the first issue", sentry::Level::Error);`],
  PHP: ['composer require sentry/sentry', (dsn) => `\\Sentry\\init(['dsn' => '${dsn}']);

\\Sentry\\captureMessage('the first issue');`],
  Ruby: ['gem install sentry-ruby', (dsn) => `Sentry.init { |config| config.dsn = "${dsn}" }

Sentry.capture_message("the first issue")`],
  Java: ['io.sentry:sentry', (dsn) => `Sentry.init(options -> options.setDsn("${dsn}"));

Sentry.captureMessage("the first issue");`],
  curl: ['', (dsn) => {
    const { protocol, username, host, pathname } = new URL(dsn);
    const cut = pathname.lastIndexOf('/');
    return `curl -H 'X-Sentry-Auth: Sentry sentry_key=${username}' \\
  -H 'Content-Type: application/json' -d '{"message":"the first issue"}' \\
  ${protocol}//${host}${pathname.slice(0, cut)}/api/${pathname.slice(cut + 1)}/store/`;
  }],
};

/** Puts a text on the clipboard and says so. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    // Without the right to do so (no https): a field from which it can be copied by hand.
    const field = h('textarea', { class: 'off', readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const worked = document.execCommand('copy');
    field.remove();
    say(worked ? `${what} copied` : `${what} could not be copied`);
  }
}

/** A text with a button that copies it. */
export const copyable = (text, what) => h('div', { class: 'copyable' }, h('code', { class: 'told' }, text), button('Copy', () => copy(text, what), { 'aria-label': `Copy ${what}` }));

/** First lines for each platform. */
export function snippets(dsn, preferred) {
  const names = Object.keys(platforms);
  const body = h('div', { class: 'snippet' });
  const choice = h('div', { class: 'tabs', role: 'group', 'aria-label': 'Platform' });
  const show = (name) => {
    const [install, code] = platforms[name];
    body.replaceChildren(...(install ? [copyable(install, 'Command')] : []), h('pre', { class: 'code', tabindex: '0' }, code(dsn)), button('Copy code', () => copy(code(dsn), 'Code')));
    choice.replaceChildren(...names.map((one) => button(one, () => show(one), { class: 'tab', 'aria-pressed': String(one === name) })));
  };
  const wanted = names.find((name) => name.toLowerCase().startsWith(String(preferred || 'python').slice(0, 4).toLowerCase()));
  show(wanted || 'Python');
  return h('div', { class: 'snippets' }, choice, body);
}

/** What to do when a project has nothing yet. */
export function firstSteps(project, title, text) {
  const place = h('div', {});
  const show = (dsn) => {
    if (dsn) place.replaceChildren(h('p', {}, 'Point a client of the Sentry protocol at this address:'), copyable(dsn, 'DSN'), snippets(dsn, project.platform));
  };
  if (project.dsn) show(project.dsn);
  else projects.one(project.slug || project.id).then((found) => show(found.dsn), () => {});
  return h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, title), h('p', {}, text), place);
}
