##! Events that are to be recorded, and what became of them.

from Ingestion.Event import Event
import Storage.Payload

## An event that is to be recorded.
pub struct Entry do
  ## The id of its row.
  id :: String
  project_id :: String
  ## Without its body, which is in `payload`, and its tags.
  event :: Event
  ## The tags as JSON.
  tags :: String
  ## Of the fingerprint.
  hash :: String
  ## Of what names the user; "" when nothing does.
  user_hash :: String
  received_at :: Int
  form :: String
  size :: Int
  payload :: Bytes
end

## What became of it.
pub type Outcome do
  Stored(Change)
  ## Its issue takes no more events.
  Discarded
  ## An event of that id was there already.
  Duplicate
end deriving(Debug)

## Why nothing was recorded.
pub type Refusal do
  ## There is no room at this moment.
  Full
  Failed(String)
end deriving(Debug)

pub struct Change do
  issue_id :: String
  is_new :: Bool
  ## The issue had been resolved.
  regressed :: Bool
  ## The issue had been archived, until so many events or a time.
  returned :: Bool
end deriving(Debug)

## An event as it is recorded, with its body made small.
pub fn entry(project_id :: String, event :: Event, received_at :: Int) -> Entry do
  let (form, payload) = Payload.packed(event.form, event.body)
  Entry {
    id: Crypto.uuid7(),
    project_id: project_id,
    event: %{event | body: "", tags: JsonNull},
    tags: Json.encode(event.tags),
    hash: Crypto.sha256(event.fingerprint),
    user_hash: if event.user_label == "" do "" else Crypto.sha256(event.user_label) end,
    received_at: received_at,
    form: form,
    size: String.byte_length(event.body),
    payload: payload
  }
end
