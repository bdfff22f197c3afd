##! What users say of an error, or of anything.

from Ingestion.Fields import first_text, object_or_empty, or_null
from Ingestion.Items.Texts import field, id_field

pub struct Feedback do
  ## The client's id of it; what has the same one replaces it.
  id :: String
  ## The event that it is about, or "".
  event_id :: String
  ## `feedback` or `user_report`.
  source :: String
  name :: String
  email :: String
  message :: String
  url :: String
  environment :: String
  release :: String
end deriving(Debug)

## A feedback item: an event whose context holds what the user wrote. `event_id` is the envelope's.
pub fn of_event(body :: Json, event_id :: Option<String>) -> Result<Feedback, String> do
  let said = object_or_empty(or_null(body, "contexts"), "feedback")
  let user = object_or_empty(body, "user")
  let message = field(said, "message", 4096)
  if String.trim(message) == "" do
    Err("message")
  else
    Ok(Feedback {
      id: first_text([Some(id_field(body, "event_id")), event_id, Some(fresh())]),
      event_id: id_field(said, "associated_event_id"),
      source: "feedback",
      name: either(said, "name", user, "name"),
      email: either(said, "contact_email", user, "email"),
      message: message,
      url: field(said, "url", 1000),
      environment: field(body, "environment", 64),
      release: field(body, "release", 200)
    })
  end
end

fn fresh() -> String = String.replace(Crypto.uuid4(), "-", "")

fn either(first :: Json, name :: String, second :: Json, other :: String) -> String do
  first_text([Some(field(first, name, 200)), Some(field(second, other, 200))])
end

## A report of the old form: about an event, one for each.
pub fn of_report(body :: Json) -> Result<Feedback, String> do
  let event_id = id_field(body, "event_id")
  let message = field(body, "comments", 4096)
  if event_id == "" do
    Err("event_id")
  else if String.trim(message) == "" do
    Err("message")
  else
    Ok(Feedback {
      id: event_id,
      event_id: event_id,
      source: "user_report",
      name: field(body, "name", 200),
      email: field(body, "email", 200),
      message: message,
      url: "",
      environment: "",
      release: ""
    })
  end
end
