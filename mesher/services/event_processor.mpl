##! Makes events of what clients send and hands them to the writer. There are several; a project always has the same one.

from Ingestion.Event import Event
from Ingestion.Sentry import Origin
from Services.StorageWriter import StorageWriter
from Storage.Events import Entry
import Ingestion.Native
import Ingestion.Sentry
import Storage.Clock

## What a client sent, in one of the two forms.
pub type Submission do
  NativeEvent(String)
  SentryEvent(String, Origin)
end

## An event that waits for the writer.
pub struct Ticket do
  ## The entry's id; the writer knows what became of it.
  entry_id :: String
  event_id :: String
end

service EventProcessor do
  fn init(number :: Int) -> Int do
    Process.register(name_of(number), self())
    0
  end

  ## Checks, normalises and groups an event, and hands it to the writer; or what is wrong with it.
  call ProcessEvent(project_id :: String, writer :: Pid<StorageWriter>, submission :: Submission) :: Result<Ticket, String> do |processed|
    case event_of(submission) do
      Err(reason) -> (processed, Err(reason))
      Ok(event) -> do
        let entry = Entry { id: Crypto.uuid7(), project_id: project_id, event: event, received_at: Clock.now() }
        StorageWriter.store(writer, entry)
        (processed + 1, Ok(Ticket { entry_id: entry.id, event_id: event.id }))
      end
    end
  end

  ## How many events it has handed on.
  call Processed() :: Int do |processed|
    (processed, processed)
  end
end

## The registered name of a processor.
pub fn name_of(number :: Int) -> String = "event_processor_${number}"

fn event_of(submission :: Submission) -> Result<Event, String> do
  case submission do
    NativeEvent(body) -> Native.parse(body)
    SentryEvent(body, origin) -> Sentry.parse(body, origin)
  end
end
