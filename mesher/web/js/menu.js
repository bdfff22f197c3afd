// A button with a menu, moved through with the arrow keys.
import { h, icon } from './dom.js';

function place(box, opener) {
  const at = opener.getBoundingClientRect();
  const width = box.offsetWidth;
  const height = box.offsetHeight;
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 && at.top - height - 4 > 8 ? at.top - height - 4 : below;
  box.style.setProperty('left', `${left}px`);
  box.style.setProperty('top', `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`);
}

/** Opens a menu beside `opener`. Entries: [label, function], `null` for a line, or a text for a heading. */
export function openMenu(opener, entries, label) {
  const box = h('div', { class: 'menu', popover: 'auto', role: 'menu', 'aria-label': label });
  const close = () => box.hidePopover();
  for (const entry of entries) {
    if (entry === null) box.append(h('hr', {}));
    else if (typeof entry === 'string') box.append(h('div', { class: 'menu-title', role: 'presentation' }, entry));
    else {
      const [text, run, properties] = entry;
      box.append(h('button', { type: 'button', role: 'menuitem', tabindex: '-1', ...properties, on: { click: () => {
        close();
        run();
      } } }, text));
    }
  }
  const options = () => [...box.querySelectorAll('[role=menuitem]:not(:disabled)')];
  box.addEventListener('keydown', (event) => {
    const all = options();
    const index = all.indexOf(document.activeElement);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    } else if (event.key === 'Tab') close();
    else if (event.key.length === 1) {
      const found = all.find((option) => option.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()));
      if (found) found.focus();
    }
  });
  box.addEventListener('toggle', (event) => {
    if (event.newState !== 'closed') return;
    opener.setAttribute('aria-expanded', 'false');
    if (box.contains(document.activeElement) || document.activeElement === document.body) opener.focus({ preventScroll: true });
    box.remove();
  });
  document.body.append(box);
  box.showPopover();
  place(box, opener);
  opener.setAttribute('aria-expanded', 'true');
  const first = options()[0];
  if (first) first.focus();
  return close;
}

/** A button that opens a menu; `entries` are asked for when it does. */
export function menuButton(label, entries, properties) {
  const made = h('button', { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', ...properties },
    label, h('span', { class: 'caret' }, icon('down')));
  made.addEventListener('click', () => openMenu(made, entries(), typeof label === 'string' ? label : properties['aria-label']));
  return made;
}
