// Shortcuts. A page adds a layer of its own, which goes with it; sequences such as `g i` are two keys one after the other.
import { h } from './dom.js';

const layers = [];
let before = '';
let beforeTime = 0;

/** Adds shortcuts: a list of [keys, what they do, function]. Gives a function that takes them away. */
export function shortcuts(name, list) {
  const layer = { name, list };
  layers.push(layer);
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
  };
}

const typing = (target) => target instanceof Element && target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

function find(keys) {
  for (const layer of [...layers].reverse()) {
    const found = layer.list.find(([wanted]) => wanted === keys);
    if (found) return found;
  }
  return undefined;
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector('dialog[open], .menu:popover-open')) return;
  const key = event.key === ' ' ? 'space' : event.key;
  // What a button or a link does with these keys stays its own.
  if ((key === 'Enter' || key === 'space') && event.target instanceof Element && event.target.closest('a, button, summary, input')) return;
  const recent = Date.now() - beforeTime < 1200 ? before : '';
  const found = (recent && find(`${recent} ${key}`)) || find(key);
  before = key;
  beforeTime = Date.now();
  if (!found) return;
  before = '';
  event.preventDefault();
  found[2](event);
});

/** Shows all shortcuts that hold here. */
export function help() {
  const lists = layers.map((layer) => h('section', {},
    h('h3', {}, layer.name),
    h('dl', { class: 'keys' }, layer.list.filter(([, what]) => what).map(([keys, what]) => [
      h('dt', {}, keys.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, what)]))));
  dialog('Keyboard shortcuts', lists.reverse());
}

/** A dialog with a title; gives a function that closes it. */
export function dialog(title, content, properties) {
  const opener = document.activeElement;
  const close = () => box.close();
  const box = h('dialog', { 'aria-labelledby': 'dialog-title', ...properties },
    h('div', { class: 'dialog-head' }, h('h2', { id: 'dialog-title' }, title),
      h('button', { type: 'button', class: 'quiet', on: { click: close } }, 'Close')),
    h('div', { class: 'dialog-body' }, content));
  box.addEventListener('click', (event) => {
    if (event.target === box) close();
  });
  box.addEventListener('close', () => {
    box.remove();
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
  });
  document.body.append(box);
  box.showModal();
  return close;
}

/** Asks before something that cannot be taken back. */
export function ask(title, text, label) {
  return new Promise((resolve) => {
    let answer = false;
    const yes = h('button', { type: 'button', class: 'danger', on: { click: () => { answer = true; close(); } } }, label);
    const close = dialog(title, [h('p', {}, text), h('div', { class: 'buttons' }, yes)]);
    document.querySelector('dialog[open]').addEventListener('close', () => resolve(answer));
    yes.focus();
  });
}
