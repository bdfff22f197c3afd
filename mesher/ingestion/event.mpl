##! One event after normalisation: what is stored, grouped and streamed.

pub struct Event do
  ## 32 hexadecimal digits.
  id :: String
  title :: String
  message :: String
  level :: String
  fingerprint :: String
  environment :: String
  release :: String
  platform :: String
  ## What stream clients see.
  data :: Json
end deriving(Debug)

## What became of an event.
pub type Outcome do
  Stored(Change)
  Discarded
  Duplicate
  Failed(String)
end deriving(Debug)

pub struct Change do
  issue_id :: String
  is_new :: Bool
  regressed :: Bool
  ## Unresolved issues of the project afterwards.
  unresolved :: Int
end deriving(Debug)

pub fn is_level(level :: String) -> Bool = List.contains(["fatal", "error", "warning", "info", "debug"], level)
