// Values of any kind as text.
import { h, told } from './dom.js';

const longest = 20000;

/** The entries of a list that are objects; of what is no list, none. */
export const objects = (value) => (Array.isArray(value) ? value : []).filter((one) => one && typeof one === 'object' && !Array.isArray(one));

/** A value as text: texts as they are, everything else as JSON. */
export function show(value) {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length - longest} more characters)` : text;
}

/** Names and values of an object, or of a list of pairs. */
export function pairs(value) {
  if (Array.isArray(value)) {
    return value.filter((pair) => Array.isArray(pair) && pair.length >= 2).map(([name, one]) => [String(name), one]);
  }
  return value && typeof value === 'object' ? Object.entries(value) : [];
}

/** A table of names and values. */
export const data = (value) => h('dl', { class: 'data' }, pairs(value).map(([name, one]) => [told(name, '', 'dt'), told(show(one), '', 'dd')]));
