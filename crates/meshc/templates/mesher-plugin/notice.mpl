##! What Mesher sends to a webhook, as far as this plug-in looks at it; more may stand there.

## What has happened to a project.
pub struct Notice do
  alert :: Alert
  rule :: Rule
  project :: Project
  ## What it is about, where it is about one.
  issue :: Option<Issue>
  ## Where people look at it.
  url :: String
end deriving(Json, Eq, Debug)

## One time that a rule fired.
pub struct Alert do
  id :: String
  status :: String
  message :: String
  triggered_at :: String
end deriving(Json, Eq, Debug)

## The rule that fired.
pub struct Rule do
  id :: String
  name :: String
end deriving(Json, Eq, Debug)

## The project that it belongs to.
pub struct Project do
  id :: String
  number :: Int
  name :: String
end deriving(Json, Eq, Debug)

## The errors that are the same one.
pub struct Issue do
  id :: String
  number :: Int
  title :: String
  culprit :: String
  level :: String
  status :: String
  event_count :: Int
end deriving(Json, Eq, Debug)
