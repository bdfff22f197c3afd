// `/` and the sections without a project: to those of the project that was looked at last.
import { go } from '../router.js';
import { chosenProject } from '../session.js';

export default async function home({ project, kind, query }) {
  const chosen = project || chosenProject();
  const search = query.size ? `?${query}` : '';
  if (!chosen) go('projects/new', { replace: true });
  else go(`projects/${encodeURIComponent(chosen.slug || chosen.id)}/${kind.section || 'issues'}${search}`, { replace: true });
}
