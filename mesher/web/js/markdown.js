// An event as Markdown: for a ticket, or for a model that is asked about it.
import { exceptionsOf, framesOf, sourceLines } from './stack.js';
import { objects, pairs, show } from './data.js';
import { fullTime } from './format.js';

const fence = (text, kind = '') => {
  // A fence that the text does not have itself.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${kind}\n${text}\n${mark}`;
};
const code = (text) => `\`${String(text).replace(/`/g, "'").replace(/\s+/g, ' ').slice(0, 300)}\``;
const place = (frame) => `${frame.file || '?'}${frame.lineno ? `:${frame.lineno}` : ''}`;

function stack(frames) {
  const shown = frames.length > 60 ? [...frames.slice(-50)] : frames;
  const lines = [];
  if (shown.length < frames.length) lines.push(`... ${frames.length - shown.length} outer frames`);
  for (const frame of shown) {
    lines.push(`${frame.in_app ? '>' : ' '} ${frame.function || '?'} (${place(frame)})`);
    if (frame.in_app) for (const line of sourceLines(frame)) lines.push(`    ${line.here ? '->' : '  '} ${String(line.number).padStart(5)}  ${line.text}`);
  }
  return lines.join('\n');
}

/** The whole as Markdown. */
export function markdown(issue, event, url) {
  const parts = [`# ${String(issue.title).replace(/\s+/g, ' ')}`, '', url, ''];
  const facts = [
    ['Level', event.level], ['Culprit', issue.culprit], ['Events', issue.event_count], ['Users', issue.user_count], ['First seen', fullTime(issue.first_seen)],
    ['Last seen', fullTime(issue.last_seen)], ['Environment', event.environment], ['Release', event.release], ['Platform', event.platform],
    ['SDK', [event.sdk_name, event.sdk_version].filter(Boolean).join(' ')],
  ];
  for (const [name, value] of facts) if (value) parts.push(`- ${name}: ${code(value)}`);
  for (const [index, one] of exceptionsOf(event).entries()) {
    parts.push('', `## ${index ? 'Caused by ' : ''}${code(show(one.type || 'Error'))}`, '', fence(show(one.value ?? '')));
    if (one.frames.length) parts.push('', 'Stack, innermost call last (`>` is the application):', '', fence(stack(one.frames)));
  }
  if (!exceptionsOf(event).length) {
    parts.push('', fence(show(event.message ?? '')));
    const frames = framesOf(event.stacktrace);
    if (frames.length) parts.push('', fence(stack(frames)));
  }
  const crumbs = objects(event.breadcrumbs).slice(-20);
  if (crumbs.length) {
    parts.push('', '## Breadcrumbs', '', fence(crumbs.map((crumb) =>
      [crumb.timestamp, `[${show(crumb.level || 'info')}]`, crumb.category || crumb.type, crumb.message, crumb.data && JSON.stringify(crumb.data).slice(0, 300)]
        .filter((part) => part !== null && part !== undefined && part !== '').map(show).join(' ')).join('\n')));
  }
  const request = event.request;
  if (request && request.url) parts.push('', '## Request', '', `${code(show(request.method || 'GET'))} ${code(show(request.url))}`);
  const tags = pairs(event.tags);
  if (tags.length) parts.push('', '## Tags', '', ...tags.map(([name, value]) => `- ${code(name)}: ${code(show(value))}`));
  return `${parts.join('\n')}\n`;
}
