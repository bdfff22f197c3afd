// The search field: completes what the search language knows.
import { h, icon, replace, told } from './dom.js';

// The server counts characters, scripts here count halves of some.
const characters = (text) => [...text].length;
const upTo = (text, number) => [...text].slice(0, number).join('').length;

/** A search field. `complete(text, at)` gives what could stand at a place; `search(text)` is called for Enter. */
export function searchBox({ value, complete: ask, search, placeholder, label = 'Search issues' }) {
  const list = h('ul', { id: 'completions', role: 'listbox', class: 'completions', hidden: true, 'aria-label': 'Completions' });
  const input = h('input', {
    type: 'search', value, placeholder, 'aria-label': label, role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'completions',
    'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', enterkeyhint: 'search', maxlength: 1000,
  });
  const form = h('form', { class: 'search', role: 'search' }, icon('search'), input, list);
  let options = [];
  let chosen = -1;
  let asked = 0;

  function close() {
    list.hidden = true;
    replace(list, []);
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function mark(index) {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
    const item = list.children[index];
    if (item) {
      item.scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', item.id);
    } else input.removeAttribute('aria-activedescendant');
  }

  function take(option) {
    const text = input.value;
    const end = option.text.endsWith(':') ? '' : ' ';
    const rest = text.slice(upTo(text, option.to)).replace(/^ /, '');
    const before = text.slice(0, upTo(text, option.from)) + option.text + end;
    input.value = before + rest;
    input.setSelectionRange(before.length, before.length);
    input.focus();
    // What was offered is about what stood there before.
    close();
    complete();
  }

  function offer(found) {
    options = found.slice(0, 12);
    if (!options.length || document.activeElement !== input) {
      close();
      return;
    }
    replace(list, options.map((option, index) => {
      const item = h('li', { id: `completion-${index}`, role: 'option', 'aria-selected': 'false' }, told(option.text, 'option'), option.hint && h('span', { class: 'muted' }, option.hint));
      // Not on click: the field would lose the focus before.
      item.addEventListener('mousedown', (event) => {
        event.preventDefault();
        take(option);
      });
      return item;
    }));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    mark(-1);
  }

  let soon;
  /** What can stand where one writes; asked for when one rests. */
  function complete() {
    clearTimeout(soon);
    const mine = ++asked;
    soon = setTimeout(async () => {
      try {
        const found = await ask(input.value, characters(input.value.slice(0, input.selectionStart)));
        if (mine === asked) offer(found.suggestions.map((one) => ({ ...one, from: found.from, to: found.to })));
      } catch {
        if (mine === asked) close();
      }
    }, 60);
  }

  /** Marks what the server could not read. */
  function wrong(at, length) {
    input.focus();
    input.setSelectionRange(upTo(input.value, at), upTo(input.value, at + Math.max(1, length)));
  }

  input.addEventListener('input', () => {
    // What was offered is about other text: nobody may take it.
    close();
    complete();
  });
  input.addEventListener('focus', complete);
  input.addEventListener('blur', () => {
    asked += 1;
    close();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      if (!list.hidden) close();
      else input.blur();
      event.preventDefault();
    } else if (list.hidden) {
      if (event.key === 'ArrowDown') complete();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      mark((chosen + step + options.length + 1) % (options.length + 1));
      if (chosen === options.length) mark(-1);
    } else if (event.key === 'Tab' || (event.key === 'Enter' && chosen >= 0)) {
      if (event.key === 'Tab' && (event.shiftKey || (chosen < 0 && !/\S$/.test(input.value.slice(0, input.selectionStart))))) return;
      event.preventDefault();
      take(options[Math.max(chosen, 0)]);
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    asked += 1;
    close();
    search(input.value.trim());
  });
  // The small cross of the field.
  input.addEventListener('search', () => {
    if (input.value === '') search('');
  });
  return { form, input, wrong };
}
