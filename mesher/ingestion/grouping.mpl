##! What rules of grouping find out about an event.

## The fingerprint and the rule that made it: `custom`, `stack`, `exception` or `message`.
pub struct Grouping do
  fingerprint :: String
  rule :: String
  ## What took part, for people.
  parts :: List<Part>
end deriving(Debug)

## An exception, a message, or what the client said itself.
pub struct Part do
  ## `exception`, `message` or `custom`.
  kind :: String
  ## The type of the exception.
  name :: String
  ## What it says, without what differs each time.
  wording :: String
  ## Places that took part, the outermost first: `file|function`.
  frames :: List<String>
end deriving(Json, Eq, Hash, Debug)
