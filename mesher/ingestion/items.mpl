##! Items of envelopes that are no events: check-ins, feedback, attachments, logs, sessions, client reports, transactions.

from Configuration import Config
from Ingestion.Envelope import Item
from Ingestion.Sentry import Origin
from Storage.Projects import Project

## Keeps what the project keeps of them and counts the rest. `origin.id` is the id of the event in the same envelope, else the one in
## its header. An item that cannot be read is counted and passed over: it never costs the envelope its answer.
pub fn take(_db :: Db, _config :: Config, _project :: Project, _origin :: Origin, _items :: List<Item>) -> Result<(), DbError> = Ok(())

## The event that stands for items without one: a minidump alone. It is the body of a Sentry event, with an id when `origin` has none.
pub fn stand_in(_origin :: Origin, _items :: List<Item>) -> Option<String> = None

## Removes what is older; ingestion's retention calls it for each project. Gives how many rows went.
pub fn purge(_db :: Db, _project :: Project, _before :: Int) -> Result<Int, DbError> = Ok(0)
