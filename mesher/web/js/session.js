// Who is here, and which projects there are.
import { auth, organizations, projects } from './routes.js';
import { Failure } from './api.js';

/** `open`: management needs no login, because there are no users. */
export const session = { user: null, open: false, memberships: [], projects: [], orgs: [], people: new Map() };

const listOf = (answer) => (Array.isArray(answer) ? answer : answer.data || []);

/** Asks the server; gives false when one has to sign in first. */
export async function load() {
  let me;
  try {
    me = await auth.me({ quiet: true });
  } catch (error) {
    if (error instanceof Failure && error.status === 401) return false;
    throw error;
  }
  session.user = me.user;
  session.memberships = me.memberships;
  session.open = me.open;
  await reload();
  return true;
}

/** Reads the projects and organizations anew. */
export async function reload() {
  const [all, orgs] = await Promise.all([projects.list({ quiet: true }), organizations.list({ quiet: true })]);
  session.projects = listOf(all);
  session.orgs = listOf(orgs);
  session.people.clear();
}

const kept = 'mesher-project';

export function chosenProject() {
  let slug = '';
  try {
    slug = localStorage.getItem(kept) || '';
  } catch {
    // Without storage the first project is chosen.
  }
  return session.projects.find((project) => project.slug === slug) || session.projects[0];
}

export function chooseProject(project) {
  try {
    localStorage.setItem(kept, project.slug);
  } catch {
    // It is chosen again next time.
  }
}

/** The project that a path names: by slug, number or id. */
export const projectNamed = (name) =>
  session.projects.find((project) => project.slug === name || project.id === name || String(project.number) === name);

export const orgOf = (project) => session.orgs.find((org) => org.id === project.org_id) || session.orgs[0];

const ranks = ['member', 'admin', 'owner'];

/** Whether one may do what needs a role in the organization. The server asks again; here it decides what is offered. */
export function may(role, orgId) {
  if (session.open) return true;
  const membership = session.memberships.find((one) => one.org_id === orgId);
  return Boolean(membership) && ranks.indexOf(membership.role) >= ranks.indexOf(role);
}

/** The members of a project's organization: whom issues can be assigned to. */
export async function people(project) {
  const org = project.org_id || orgOf(project)?.id;
  if (!org) return [];
  if (!session.people.has(org)) {
    const asked = organizations.members(org).then(listOf);
    asked.catch(() => session.people.delete(org));
    session.people.set(org, asked);
  }
  return session.people.get(org);
}

/** What one is called. */
export const nameOf = (person) => (person && (person.display_name || person.name || person.email)) || 'somebody';
