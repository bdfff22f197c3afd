##! Identifiers that clients send.

## The 32 hexadecimal digits of an event id, which comes with and without dashes and in any case. The id that is all zeros is
## none: clients that have no random numbers send it.
pub fn event_id(given :: String) -> Option<String> do
  let digits = String.replace(String.to_lower(given), "-", "")
  if digits != zeros() and Regex.is_match(~r/^[0-9a-f]{32}$/, digits) do Some(digits) else None end
end

fn zeros() -> String = "00000000000000000000000000000000"

## A new event id.
pub fn new_event_id() -> String = String.replace(Crypto.uuid4(), "-", "")

## Whether a text is a UUID as we write it.
pub fn is_uuid(text :: String) -> Bool do
  Regex.is_match(~r/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, text)
end

## When a UUID of version 7 was made, in microseconds since 1970.
pub fn made_at(id :: String) -> Int do
  Option.unwrap_or(Int.parse_base(String.byte_slice(String.replace(id, "-", ""), 0, 12), 16), 0) *
    1000
end
