// Forms: labels, what is wrong, and that nothing is sent twice.
import { h, replace, told } from './dom.js';

/** A labelled field. */
export const field = (label, properties, hint) => h('label', {}, label, h('input', properties), hint && h('span', { class: 'hint' }, hint));

/** A form: `save` gets its values, and may fail; what is wrong is said below the fields. */
export function form(fields, label, save, properties = {}) {
  const wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
  const submit = h('button', { class: properties.danger ? 'danger' : 'primary' }, label);
  const made = h('form', { class: 'fields', novalidate: false, ...properties.form }, fields, wrong, h('div', { class: 'buttons' }, submit));
  made.addEventListener('submit', async (event) => {
    event.preventDefault();
    wrong.hidden = true;
    submit.disabled = true;
    const values = {};
    for (const input of made.elements) {
      if (!input.name) continue;
      if (input.type === 'checkbox') values[input.name] = input.checked;
      else values[input.name] = input.value;
    }
    try {
      await save(values, made);
    } catch (error) {
      wrong.hidden = false;
      replace(wrong, told(error.message));
    } finally {
      submit.disabled = false;
    }
  });
  return made;
}

/** A choice of [value, label]. */
export function choice(label, name, options, value, properties) {
  const select = h('select', { name, ...properties }, options.map(([key, text]) => h('option', { value: key }, text)));
  if (value !== undefined) select.value = value;
  return h('label', {}, label, select);
}

/** A panel with a title. */
export const panel = (title, ...children) => h('section', { class: 'panel', 'aria-label': title }, h('div', { class: 'panel-head' }, h('h2', {}, title)), h('div', { class: 'panel-body' }, children));

/** A table, or a sentence when there is nothing to put into it. */
export function table(heads, rows, none) {
  if (!rows.length) return h('p', { class: 'panel-body muted' }, none);
  return h('table', {}, h('thead', {}, h('tr', {}, heads.map((head) => h('th', { class: head.startsWith('#') ? 'number' : null }, head.replace(/^#/, ''))))),
    h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell, index) => h('td', { class: heads[index].startsWith('#') ? 'number' : null, data: { head: heads[index].replace(/^#/, '') } }, cell))))));
}
