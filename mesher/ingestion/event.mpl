##! One event after normalisation: what is stored, grouped and streamed.

pub struct Event do
  ## 32 hexadecimal digits.
  id :: String
  title :: String
  message :: String
  level :: String
  fingerprint :: String
  ## Which rule made the fingerprint: `custom`, `stack`, `exception` or `message`.
  grouping_rule :: String
  ## Where it happened, for people: the transaction, or the function of the application that was reached last.
  culprit :: String
  ## Of the outermost exception; "" when there is none.
  exception_type :: String
  exception_value :: String
  ## False when nobody caught the exception.
  handled :: Bool
  environment :: String
  release :: String
  platform :: String
  sdk_name :: String
  sdk_version :: String
  ## When it happened, in microseconds since 1970, if the client says so.
  occurred_at :: Option<Int>
  dist :: String
  transaction_name :: String
  ## The id, e-mail address, name or address of who met it.
  user_label :: String
  ## Texts by their names.
  tags :: Json
  ## What the client sent, as it came, and which form that has: `sentry` or `native`.
  body :: String
  form :: String
  ## What was cut, by name (`frames`, `tags`, ...), and how often.
  cuts :: Map<String, Int>
end deriving(Debug)

## The version of the rules that make fingerprints. It is stored with each issue: other rules would group otherwise.
pub fn grouping_version() -> Int = 4

pub fn is_level(level :: String) -> Bool =
  List.contains(["fatal", "error", "warning", "info", "debug"], level)
