// Which routes the front end calls, each once.
import { get, post, call, withQuery } from './api.js';

const v1 = 'api/v1';
const id = encodeURIComponent;
const project = (name) => `${v1}/projects/${id(name)}`;
const issue = (name) => `${v1}/issues/${id(name)}`;
const org = (name) => `${v1}/orgs/${id(name)}`;

export const auth = {
  me: (options) => get(`${v1}/auth/me`, options),
  login: (body) => post(`${v1}/auth/login`, body, { quiet: true }),
  logout: () => post(`${v1}/auth/logout`),
  setup: (body) => post(`${v1}/auth/setup`, body, { quiet: true }),
  invitation: (token) => post(`${v1}/auth/invitation`, { token }, { quiet: true }),
  accept: (body) => post(`${v1}/auth/accept`, body, { quiet: true }),
  rename: (name) => post(`${v1}/auth/me`, { display_name: name }),
  password: (body) => post(`${v1}/auth/password`, body),
  sessions: (options) => get(`${v1}/auth/sessions`, options),
  endSession: (session) => post(`${v1}/auth/sessions/${id(session)}/revoke`),
};

export const organizations = {
  list: (options) => get(`${v1}/orgs`, options),
  create: (body) => post(`${v1}/orgs`, body),
  update: (name, body) => post(org(name), body),
  createProject: (name, body) => post(`${org(name)}/projects`, body),
  members: (name, options) => get(`${org(name)}/members`, options),
  setRole: (name, member, role) => post(`${org(name)}/members/${id(member)}/role`, { role }),
  remove: (name, member) => post(`${org(name)}/members/${id(member)}/remove`),
  leave: (name) => post(`${org(name)}/leave`),
  end: (name) => post(`${org(name)}/delete`),
  invitations: (name) => get(`${org(name)}/invitations`),
  invite: (name, body) => post(`${org(name)}/invitations`, body),
  revokeInvitation: (name, invitation) => post(`${org(name)}/invitations/${id(invitation)}/revoke`),
  audit: (name, query) => get(withQuery(`${org(name)}/audit`, query)),
};

export const tokens = {
  list: () => get(`${v1}/auth/tokens`),
  create: (body) => post(`${v1}/auth/tokens`, body),
  revoke: (token) => post(`${v1}/auth/tokens/${id(token)}/revoke`),
};

export const projects = {
  list: (options) => get(`${v1}/projects`, options),
  one: (name, options) => get(project(name), options),
  update: (name, body) => post(project(name), body),
  remove: (name) => post(`${project(name)}/delete`),
  settings: (name) => get(`${project(name)}/settings`),
  setSettings: (name, body) => post(`${project(name)}/settings`, body),
  keys: (name) => get(`${project(name)}/api-keys`),
  createKey: (name, body) => post(`${project(name)}/api-keys`, body),
  updateKey: (key, body) => post(`${v1}/api-keys/${id(key)}`, body),
  rotateKey: (key) => post(`${v1}/api-keys/${id(key)}/rotate`),
  revokeKey: (key) => post(`${v1}/api-keys/${id(key)}/revoke`),
  storage: (name, options) => get(`${project(name)}/storage`, options),
  outcomes: (name, query, options) => get(withQuery(`${project(name)}/outcomes`, query), options),
  stream: (name) => `stream/projects/${id(name)}`,
};

export const issues = {
  list: (name, query, options) => get(withQuery(`${project(name)}/issues`, query), options),
  one: (name, options) => get(issue(name), options),
  bulk: (name, body) => post(`${project(name)}/issues/bulk`, body),
  undo: (token) => post(`${v1}/undo/${id(token)}`),
  events: (name, query, options) => get(withQuery(`${issue(name)}/events`, query), options),
  tags: (name, options) => get(`${issue(name)}/tags`, options),
  similar: (name, options) => get(withQuery(`${issue(name)}/similar`, { limit: 20 }), options),
  activity: (name, query, options) => get(withQuery(`${issue(name)}/activity`, { limit: 30, ...query }), options),
  comment: (name, text) => post(`${issue(name)}/comments`, { text }),
  editComment: (name, comment, text) => post(`${issue(name)}/comments/${id(comment)}`, { text }),
  deleteComment: (name, comment) => post(`${issue(name)}/comments/${id(comment)}/delete`),
  bookmark: (name, bookmarked) => post(`${issue(name)}/bookmark`, { bookmarked }),
  seen: (name) => post(`${issue(name)}/seen`),
  unmerge: (name, hashes) => post(`${issue(name)}/unmerge`, { hashes }),
  merge: (name, body) => post(`${project(name)}/issues/merge`, body, { undo: true }),
  complete: (name, q, at, options) => get(withQuery(`${project(name)}/search/complete`, { q, at }), options),
  searches: (name, options) => get(`${project(name)}/searches`, options),
  saveSearch: (name, body) => post(`${project(name)}/searches`, body),
  deleteSearch: (name, search) => post(`${project(name)}/searches/${id(search)}/delete`),
};

export const events = {
  one: (name, options) => get(`${v1}/events/${id(name)}`, options),
  raw: (name) => get(`${v1}/events/${id(name)}/json`, { raw: true }),
  rawPath: (name) => `${v1}/events/${id(name)}/json`,
  attachments: (name, options) => get(`${v1}/events/${id(name)}/attachments`, options),
  attachmentPath: (attachment) => `${v1}/attachments/${id(attachment)}`,
  search: (name, query, options) => get(withQuery(`${project(name)}/events/search`, query), options),
};

export const dashboard = {
  volume: (name, bucket, options) => get(withQuery(`${project(name)}/dashboard/volume`, { bucket }), options),
  levels: (name, options) => get(`${project(name)}/dashboard/levels`, options),
  top: (name, options) => get(withQuery(`${project(name)}/dashboard/top-issues`, { limit: 10 }), options),
  tags: (name, key, options) => get(withQuery(`${project(name)}/dashboard/tags`, { key }), options),
  releases: (name, options) => get(withQuery(`${project(name)}/dashboard/releases`, { limit: 10 }), options),
  users: (name, options) => get(`${project(name)}/dashboard/users`, options),
  health: (name, options) => get(`${project(name)}/dashboard/health`, options),
};

export const items = {
  releases: (name, query, options) => get(withQuery(`${project(name)}/releases`, query), options),
  release: (name, version, options) => get(`${project(name)}/releases/${id(version)}`, options),
  health: (name, query, options) => get(withQuery(`${project(name)}/release-health`, query), options),
  healthSeries: (name, query, options) => get(withQuery(`${project(name)}/release-health/series`, query), options),
  monitors: (name, options) => get(withQuery(`${project(name)}/monitors`, { limit: 100 }), options),
  monitor: (name, slug, options) => get(`${project(name)}/monitors/${id(slug)}`, options),
  saveMonitor: (name, body) => post(`${project(name)}/monitors`, body),
  actMonitor: (name, slug, action) => post(`${project(name)}/monitors/${id(slug)}/${action}`),
  checkins: (name, slug, query, options) => get(withQuery(`${project(name)}/monitors/${id(slug)}/checkins`, query), options),
  feedback: (name, query, options) => get(withQuery(`${project(name)}/feedback`, query), options),
  actFeedback: (name, feedback, action) => post(`${project(name)}/feedback/${id(feedback)}/${action}`),
  logs: (name, query, options) => get(withQuery(`${project(name)}/logs`, query), options),
  endpoints: (name, query, options) => get(withQuery(`${project(name)}/endpoints`, query), options),
  settings: (name, options) => get(`${project(name)}/item-settings`, options),
  setSettings: (name, body) => post(`${project(name)}/item-settings`, body),
};

export const alerts = {
  rules: (name, options) => get(`${project(name)}/alert-rules`, options),
  create: (name, body) => post(`${project(name)}/alert-rules`, body),
  update: (rule, body) => post(`${v1}/alert-rules/${id(rule)}`, body),
  toggle: (rule, enabled) => post(`${v1}/alert-rules/${id(rule)}/toggle`, { enabled }),
  test: (rule) => post(`${v1}/alert-rules/${id(rule)}/test`),
  remove: (rule) => post(`${v1}/alert-rules/${id(rule)}/delete`),
  list: (name, query, options) => get(withQuery(`${project(name)}/alerts`, query), options),
  acknowledge: (alert) => post(`${v1}/alerts/${id(alert)}/acknowledge`),
  resolve: (alert) => post(`${v1}/alerts/${id(alert)}/resolve`),
  deliveries: (alert, options) => get(`${v1}/alerts/${id(alert)}/deliveries`, options),
  retry: (delivery) => post(`${v1}/alert-deliveries/${id(delivery)}/retry`),
};
