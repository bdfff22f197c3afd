##! The kept body of an event: what it takes in the database.

## The form of a row and its payload, made from the form of an event and its body.
pub fn packed(form :: String, body :: String) -> (String, Bytes) = (form, Bytes.from_string(body))

## The body in a row's payload.
pub fn text(_form :: String, payload :: Bytes) -> String = Bytes.to_string_lossy(payload)

## Any bytes, made small for the database.
pub fn small(content :: Bytes) -> Bytes = content

## What was made small.
pub fn whole(kept :: Bytes) -> Bytes = kept
