// Alerts that fired, and the rules that fire them.
import { h, button, icon, link, replace, told } from '../dom.js';
import { alerts } from '../routes.js';
import { ago, when, plural } from '../format.js';
import { may } from '../session.js';
import { empty, heading, streamState, trouble } from '../shell.js';
import { Live } from '../live.js';
import { failed, say } from '../notes.js';
import { ask, dialog } from '../keys.js';
import { ruleDialog, describe, describeAction } from '../rules.js';

const marks = { active: 'bad', acknowledged: 'warning', resolved: 'good' };

export default async function page(context) {
  const { project, signal } = context;
  context.title(`Alerts · ${project.name}`);
  const name = project.slug;
  const admin = may('admin', project.org_id);
  const list = h('div', {});
  const ruleList = h('div', {});
  const tried = async (run, text, then) => {
    try {
      await run();
      if (text) say(text);
    } catch (error) {
      failed(`Not done: ${error.message}`, () => tried(run, text, then));
    }
    then();
  };

  async function loadAlerts() {
    try {
      const found = await alerts.list(name, {}, { signal });
      const all = found.data || found;
      replace(list, all.length ? h('ol', { class: 'plain-list' }, all.map((one) => h('li', {}, h('span', { class: `badge ${marks[one.status] || ''}` }, one.status),
        h('span', { class: 'first' }, one.issue_id ? link(`issues/${one.issue_id}`, { dir: 'auto' }, one.message) : told(one.message), h('span', { class: 'muted small' }, told(one.rule_name), ' · ', when(one.triggered_at))),
        h('div', { class: 'buttons' }, one.status === 'active' && button('Acknowledge', () => tried(() => alerts.acknowledge(one.id), 'Acknowledged', loadAlerts)),
          one.status !== 'resolved' && button('Resolve', () => tried(() => alerts.resolve(one.id), 'Resolved', loadAlerts)), button('Deliveries', () => showDeliveries(one), { class: 'quiet' }))))) : empty('No alerts', h('p', {}, 'When a rule fires, it is told here.')));
    } catch (error) {
      if (!signal.aborted) replace(list, trouble('The alerts could not be loaded', error, loadAlerts));
    }
  }

  async function showDeliveries(alert) {
    const body = h('div', {}, h('p', { class: 'muted' }, 'Loading…'));
    dialog('Deliveries', body);
    const load = async () => {
      try {
        const found = await alerts.deliveries(alert.id);
        const all = found.data || found;
        replace(body, all.length ? h('ul', { class: 'plain-list' }, all.map((one) => h('li', {}, h('span', { class: `badge ${one.status === 'delivered' ? 'good' : one.status === 'failed' ? 'bad' : 'warning'}` }, one.status),
          h('span', { class: 'first' }, h('span', {}, one.channel, ' ', told(one.target, 'mono small')), h('span', { class: 'muted small' }, plural(one.attempts, 'try', 'tries'), one.error && [': ', told(one.error)], one.status === 'waiting' || one.status === 'pending' ? [', next ', ago(one.next_at)] : '')),
          one.status === 'failed' && button('Try again', () => tried(() => alerts.retry(one.id), 'It is tried again', load))))) : h('p', {}, 'This alert was told here only.'));
      } catch (error) {
        replace(body, trouble('Not loaded', error, load));
      }
    };
    await load();
  }

  async function test(rule) {
    try {
      const { deliveries } = await alerts.test(rule.id);
      const bad = deliveries.filter((one) => one.error);
      if (bad.length) failed(`The test failed: ${bad.map((one) => `${one.channel} ${one.target}: ${one.error}`).join('; ')}`, () => test(rule));
      else say(`The test was delivered (${deliveries.map((one) => `${one.channel} ${one.target}`).join(', ') || 'here'})`);
    } catch (error) {
      failed(`The test failed: ${error.message}`, () => test(rule));
    }
  }

  async function loadRules() {
    try {
      const found = await alerts.rules(name, { signal });
      const all = found.data || found;
      replace(ruleList, all.length ? h('ul', { class: 'plain-list' }, all.map((rule) => {
        const enabled = h('input', { type: 'checkbox', role: 'switch', 'aria-label': `${rule.name} is on`, disabled: !admin });
        enabled.checked = rule.enabled;
        enabled.addEventListener('change', () => tried(() => alerts.toggle(rule.id, enabled.checked), '', loadRules));
        return h('li', {}, enabled, h('span', { class: 'first' }, told(rule.name, '', 'strong'), told(`${describe(rule.condition)} → ${(rule.actions || []).map(describeAction).join(', ')}`, 'small'),
          h('span', { class: 'muted small' }, rule.last_fired_at ? ['fired ', ago(rule.last_fired_at)] : 'never fired', `, then quiet for ${plural(rule.cooldown_minutes, 'minute')}`, rule.held_back ? `, ${plural(rule.held_back, 'alert')} held back` : '')),
        admin && h('div', { class: 'buttons' }, button('Test', () => test(rule)), button('Change', () => ruleDialog(project, rule, loadRules), { class: 'quiet' }), button('Delete', async () => (await ask(`Delete “${rule.name}”?`, 'It fires no more; what it told stays.', 'Delete')) && tried(() => alerts.remove(rule.id), 'Rule deleted', loadRules), { class: 'quiet' })));
      })) : empty('No rules', h('p', {}, 'A rule says when somebody is told: of new issues, of those that come back, of too many events; by webhook, e-mail or chat.'), admin && button('New rule', () => ruleDialog(project, null, loadRules), { class: 'primary' })));
    } catch (error) {
      if (!signal.aborted) replace(ruleList, trouble('The rules could not be loaded', error, loadRules));
    }
  }

  const live = new Live(name, {
    state: (word, seconds) => streamState(word, seconds, () => live.now()),
    message: (news) => {
      if (news.type === 'alert') loadAlerts();
    },
  }, signal);
  await Promise.all([loadAlerts(), loadRules()]);
  return [heading('Alerts', admin && button([icon('alert'), 'New rule'], () => ruleDialog(project, null, loadRules))),
    h('section', { class: 'panel', 'aria-label': 'Alerts' }, list), h('section', { class: 'panel', 'aria-label': 'Rules' }, h('div', { class: 'panel-head' }, h('h2', {}, 'Rules')), ruleList)];
}
