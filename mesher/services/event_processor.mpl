##! Stores events one after the other, so that a fingerprint has one issue.

from Ingestion.Event import Event, Outcome
import Storage.Issues
import Storage.Schema

struct Processor do
  db :: SqliteConn
  processed :: Int
end

service EventProcessor do
  fn init(path :: String) -> Processor do
    case Schema.open(path) do
      Ok(db) -> Processor { db: db, processed: 0 }
      Err(error) -> panic("cannot open the database: ${error}")
    end
  end

  ## Stores the event; the answer comes after it is on disk.
  call ProcessEvent(project_id :: String, event :: Event) :: Outcome do |processor|
    let outcome = Issues.record(processor.db, project_id, event)
    (%{processor | processed: processor.processed + 1}, outcome)
  end

  call Processed() :: Int do |processor|
    (processor, processor.processed)
  end
end
