// Rules of alerts: in words, and as a form.
import { h, replace } from './dom.js';
import { alerts } from './routes.js';
import { form, field, choice } from './forms.js';
import { dialog } from './keys.js';
import { say } from './notes.js';
import { copyable } from './snippets.js';
import { show } from './data.js';

const kinds = [['new_issue', 'An issue is new'], ['regression', 'A resolved issue comes back'], ['threshold', 'More than so many events'], ['spike', 'Many more events than usual'], ['missed_checkin', 'A job was missed or failed']];
const ways = [['webhook', 'Webhook'], ['email', 'E-mail'], ['slack', 'Slack'], ['discord', 'Discord'], ['teams', 'Teams'], ['websocket', 'Only here']];

/** A condition in words. */
export function describe(condition) {
  const one = condition || {};
  const per = one.per === 'issue' ? ' of one issue' : '';
  const texts = {
    new_issue: one.count ? `a new issue has ${one.count} events within a day` : 'an issue is new', regression: 'a resolved issue comes back',
    threshold: `more than ${one.threshold} events${per} in ${one.window_minutes} minutes`, spike: `${one.factor || 10} times the usual number of events${per}, and more than ${one.least || 10}`,
    missed_checkin: one.monitor ? `the job ${[].concat(one.monitor).join(' or ')} fails` : 'a job fails or is missed',
  };
  const only = ['level', 'environment', 'release'].filter((name) => one[name] && one[name].length).map((name) => `${name} ${[].concat(one[name]).join(' or ')}`);
  const tags = Object.entries(one.tags || {}).map(([name, value]) => `${name} ${show(value)}`);
  return `${texts[one.condition_type] || one.condition_type}${only.length || tags.length ? ` (${[...only, ...tags].join(', ')})` : ''}`;
}

export const describeAction = (action) => (action.type === 'email' ? `e-mail to ${[].concat(action.to || []).join(', ')}` : action.type === 'websocket' ? 'told here' : `${action.type} ${action.url || ''}`);

const list = (text) => text.split(',').map((one) => one.trim()).filter(Boolean);
const joined = (value) => [].concat(value || []).join(', ');

/** A dialog that makes a rule, or changes one. */
export function ruleDialog(project, rule, saved) {
  const old = rule || { name: '', condition: { condition_type: 'new_issue' }, actions: [{ type: 'webhook' }], cooldown_minutes: 60 };
  const condition = old.condition || {};
  const action = (old.actions || [])[0] || { type: 'websocket' };
  const others = (old.actions || []).slice(1);
  const kind = choice('When', 'condition_type', kinds, condition.condition_type);
  const way = choice('Then', 'type', ways, action.type);
  const details = h('div', { class: 'row' });
  const target = h('div', {});
  const number = (label, name, value, more) => field(label, { type: 'number', name, value, required: true, min: 1, ...more });
  const per = () => choice('Counted', 'per', [['project', 'together'], ['issue', 'each issue by itself']], condition.per || 'project');
  const ofEvents = () => [field('Only level', { name: 'level', value: joined(condition.level), placeholder: 'error, fatal' }), field('Only environment', { name: 'environment', value: joined(condition.environment), placeholder: 'production' }), field('Only release', { name: 'release', value: joined(condition.release) })];
  const drawKind = () => replace(details, {
    new_issue: () => [number('After so many events', 'count', condition.count || 1), ofEvents()],
    regression: ofEvents,
    threshold: () => [number('More events than', 'threshold', condition.threshold ?? 100, { min: 0 }), number('Within minutes', 'window_minutes', condition.window_minutes || 60, { max: 1440 }), per(), ofEvents()],
    spike: () => [number('Times the usual', 'factor', condition.factor || 10), number('And more than', 'least', condition.least || 10, { min: 0 }), per(), ofEvents()],
    missed_checkin: () => field('Only these jobs', { name: 'monitor', value: joined(condition.monitor), placeholder: 'all' }),
  }[kind.querySelector('select').value]());
  const drawWay = () => {
    const type = way.querySelector('select').value;
    replace(target, type === 'email' ? field('To', { name: 'to', required: true, value: joined(action.to), placeholder: 'team@example.org' }) : type !== 'websocket' && field('Address', { type: 'url', name: 'url', required: true, value: action.url || '', placeholder: 'https://', maxlength: 2000 }));
  };
  kind.addEventListener('change', drawKind);
  way.addEventListener('change', drawWay);
  drawKind();
  drawWay();
  const body = form([field('Name', { name: 'name', value: old.name, required: true, maxlength: 100 }), kind, details, way, target, field('Quiet for minutes afterwards', { type: 'number', name: 'cooldown_minutes', value: old.cooldown_minutes, min: 0, max: 43200, required: true })], 'Save', async (values) => {
    const made = { condition_type: values.condition_type };
    for (const name of ['threshold', 'window_minutes', 'factor', 'least']) if (values[name]) made[name] = Number(values[name]);
    if (Number(values.count) > 1) made.count = Number(values.count);
    if (values.per === 'issue') made.per = 'issue';
    for (const name of ['level', 'environment', 'release', 'monitor']) if (values[name]) made[name] = list(values[name]);
    if (condition.tags) made.tags = condition.tags;
    const then = values.type === 'email' ? { type: 'email', to: list(values.to) } : values.type === 'websocket' ? { type: 'websocket' } : { type: values.type, url: values.url };
    const whole = { name: values.name, condition: made, actions: [then, ...others], cooldown_minutes: Number(values.cooldown_minutes) };
    if (rule) await alerts.update(rule.id, whole);
    else {
      const answer = await alerts.create(project.slug, whole);
      if (answer.secret && values.type === 'webhook') {
        replace(body, h('p', {}, 'What is sent is signed with this secret. It is shown only now:'), copyable(answer.secret, 'Secret'), h('button', { type: 'button', class: 'primary', on: { click: () => close() } }, 'Done'));
        saved();
        return;
      }
    }
    close();
    say('Rule saved');
    saved();
  });
  const close = dialog(rule ? 'Change the rule' : 'New rule', body);
}
