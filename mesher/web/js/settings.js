// The frame of the settings: of the organization and oneself, or of a project.
import { h, link } from './dom.js';

const mine = [['members', 'Members'], ['tokens', 'API tokens'], ['audit', 'Audit log'], ['profile', 'Profile']];
const ofProject = [['', 'General'], ['keys', 'Keys and DSN'], ['limits', 'Limits and retention'], ['kept', 'What was not kept']];

export const frameOf = (part, ...content) => [h('div', { class: 'page-head' }, h('h1', { tabindex: '-1' }, 'Settings')),
  h('div', { class: 'settings' }, h('nav', { 'aria-label': 'Settings' }, mine.map(([path, label]) => link(`settings/${path}`, { 'aria-current': path === part ? 'page' : null }, label))), h('div', {}, content))];

export function frameOfProject(project, part, ...content) {
  const at = `projects/${encodeURIComponent(project.slug)}/settings`;
  return [h('div', { class: 'page-head' }, h('h1', { tabindex: '-1' }, 'Settings of ', h('span', { class: 'told', dir: 'auto' }, project.name))),
    h('div', { class: 'settings' }, h('nav', { 'aria-label': 'Settings of the project' },
      ofProject.map(([path, label]) => link(path ? `${at}/${path}` : at, { 'aria-current': path === part ? 'page' : null }, label)), link('settings/members', {}, 'Organization')), h('div', {}, content))];
}
