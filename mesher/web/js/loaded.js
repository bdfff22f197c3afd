// A panel that loads by itself, and says when it cannot.
import { h, replace } from './dom.js';
import { trouble } from './shell.js';

/** `load` gives the content. `run` loads anew. */
export function loadedPanel(title, load, signal, more) {
  const body = h('div', { class: 'panel-body' }, h('p', { class: 'muted' }, 'Loading…'));
  async function run() {
    try {
      replace(body, await load());
    } catch (error) {
      if (!signal.aborted) replace(body, trouble('Not loaded', error, run));
    }
  }
  run();
  return { node: h('section', { class: 'panel', 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title), more), body), run };
}
