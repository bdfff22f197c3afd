// What happened, said at the edge of the page: with Undo for a few seconds, or with Retry when it failed.
import { h, button, icon, told } from './dom.js';

const undoTime = 8000;
// By the key, the server takes something back for a minute.
const undoKeyTime = 50000;
let place;
// Where the focus was before it came to a note: it goes back there with the note.
let before;

document.addEventListener('focusin', (event) => {
  if (!place || !place.contains(event.target)) before = event.target;
});

function shelf() {
  if (!place) {
    place = h('div', { class: 'notes', role: 'region', 'aria-label': 'Notifications' });
    document.body.append(place);
  }
  return place;
}

function show(text, kind, seconds, actions) {
  const note = h('div', { class: `note ${kind}`, role: kind === 'failed' ? 'alert' : 'status' }, told(text, 'note-text'));
  const close = () => {
    clearTimeout(timer);
    const focused = note.contains(document.activeElement);
    note.remove();
    if (focused && before && before.isConnected) before.focus({ preventScroll: true });
  };
  for (const [label, run] of actions) {
    note.append(button(label, () => {
      close();
      run();
    }, { class: 'quiet strong' }));
  }
  note.append(h('button', { type: 'button', class: 'quiet icon-only', 'aria-label': 'Dismiss', on: { click: close } }, icon('close')));
  const timer = seconds ? setTimeout(close, seconds) : undefined;
  shelf().append(note);
  while (shelf().children.length > 4) shelf().firstChild.remove();
  return close;
}

export const say = (text) => show(text, 'said', 5000, []);

/** Something that did not work; stays until it is dismissed or tried again. */
export const failed = (text, retry) => show(text, 'failed', retry ? 0 : 12000, retry ? [['Retry', retry]] : []);

const undoable = [];

/** Tells what was done, and takes it back for whoever says so in time. */
export function done(text, undo) {
  const entry = { undo };
  const forget = () => {
    const index = undoable.indexOf(entry);
    if (index >= 0) undoable.splice(index, 1);
  };
  entry.run = () => {
    forget();
    entry.close();
    undo();
  };
  entry.close = show(text, 'said', undoTime, [['Undo', entry.run]]);
  undoable.push(entry);
  setTimeout(forget, undoKeyTime);
}

const running = new Set();

/** Something is being done, which can be taken back when the server has answered. */
export function during(work) {
  running.add(work);
  work.finally(() => running.delete(work));
  return work;
}

/** Takes back what was done last, if it is not too late; what is being done is waited for. */
export async function undoLast() {
  await Promise.allSettled([...running]);
  const last = undoable.at(-1);
  if (last) last.run();
  else say('Nothing to undo');
}
