// An event by its id alone: to its issue.
import { events } from '../routes.js';
import { go } from '../router.js';

export default async function page({ params, signal }) {
  const { event } = await events.one(params.event, { signal });
  go(`issues/${event.issue_id}/events/${event.id}`, { replace: true });
}
