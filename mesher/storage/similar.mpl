##! Issues that may have the same cause: same type, culprit, words, frames.

from Storage.Projects import Project
import Ingestion.Detail
import Ingestion.Fields
import Storage.EventPages
import Storage.Issues

pub struct Alike do
  id :: String
  short_id :: String
  title :: String
  culprit :: String
  level :: String
  status :: String
  event_count :: Int
  ## From 0 to 1.
  score :: Float
end deriving(Json)

struct Candidate do
  id :: String
  number :: Int
  title :: String
  culprit :: String
  level :: String
  status :: String
  exception_type :: String
  event_count :: Int
end deriving(Row)

# So many issues of the same type, and as many of those seen last, are compared by their titles; the best of them by their frames.
fn most_of_type() -> Int = 200
fn most_recent() -> Int = 300
fn most_by_frames() -> Int = 20

fn columns() -> Sql = sql"id, number, title, culprit, level, status, exception_type, event_count"

## The issues of the project that are most like one, best first; those that are hardly like it are left out.
pub fn to(
  db :: Db,
  project :: Project,
  id :: String,
  limit :: Int
) -> Result<List<Alike>, DbError> do
  let found :: Option<Candidate> =
    Db.first(db, sql"SELECT ${columns()} FROM issues WHERE id = ${id}")?
  case found do
    None -> Ok([])
    Some(issue) -> do
      let scored = List.map(candidates(db, project.id, issue)?, fn other ->
        (other, by_words(issue, other))
      end)
      let best = List.take(
        List.sort_by(scored, fn((other, score)) -> (-score, other.id) end),
        most_by_frames()
      )
      let own = frames_of(db, issue.id)?
      let all = List.try_map(best, fn((other, score)) ->
        Result.map(frames_of(db, other.id), fn frames ->
          (other, (score + overlap(own, frames)) / 2.0)
        end)
      end)?
      let alike = List.filter(
        List.sort_by(all, fn((other, score)) -> (-score, other.id) end),
        fn((_, score)) -> score >= 0.3 end
      )
      Ok(List.map(List.take(alike, limit), fn((other, score)) -> shown(project, other, score) end))
    end
  end
end

fn candidates(
  db :: Db,
  project_id :: String,
  issue :: Candidate
) -> Result<List<Candidate>, DbError> do
  let of_type :: List<Candidate> = if issue.exception_type == "" do
    []
  else
    Db.all(db, sql"""
      SELECT ${columns()} FROM issues WHERE project_id = ${project_id} AND exception_type = ${issue.exception_type}
        AND id <> ${issue.id} AND deleted_at IS NULL LIMIT ${most_of_type()}
      """)?
  end
  let recent :: List<Candidate> = Db.all(db, sql"""
    SELECT ${columns()} FROM issues WHERE project_id = ${project_id} AND id <> ${issue.id} AND deleted_at IS NULL
    ORDER BY last_seen DESC, id DESC LIMIT ${most_recent()}
    """)?
  Ok(List.unique_by(of_type ++ recent, fn one -> one.id end))
end

fn by_words(one :: Candidate, other :: Candidate) -> Float do
  let same_type =
    if one.exception_type != "" and one.exception_type == other.exception_type do 0.3 else 0.0 end
  let same_culprit = if one.culprit != "" and one.culprit == other.culprit do 0.3 else 0.0 end
  same_type + same_culprit + 0.4 * overlap(words(one.title), words(other.title))
end

# Numbers differ from event to event.
fn words(text :: String) -> Set<String> do
  Set.from_list(Regex.find_all(~r/\p{L}[\p{L}\p{N}_]+/, String.to_lower(text)))
end

# What both have, of what one of them has.
fn overlap(one :: Set<String>, other :: Set<String>) -> Float do
  let all = Set.size(Set.union(one, other))
  if all == 0 do
    0.0
  else
    Int.to_float(Set.size(Set.intersection(one, other))) / Int.to_float(all)
  end
end

# Functions of the newest event.
fn frames_of(db :: Db, issue_id :: String) -> Result<Set<String>, DbError> do
  case EventPages.latest(db, issue_id)? do
    None -> Ok(Set.new())
    Some(event_id) ->
      case EventPages.find(db, event_id)? do
        None -> Ok(Set.new())
        Some(event) -> do
          let parts = Detail.of(EventPages.form_of(event), EventPages.body_of(event))
          let frames = List.take(Fields.items(parts, "stacktrace"), 100)
          Ok(Set.from_list(List.map(frames, fn frame ->
            Fields.text_or_empty(frame, "filename") <>
              ":" <>
              Fields.text_or_empty(frame, "function_name")
          end)))
        end
      end
  end
end

fn shown(project :: Project, other :: Candidate, score :: Float) -> Alike do
  Alike {
    id: other.id,
    short_id: Issues.short_id(project, other.number),
    title: other.title,
    culprit: other.culprit,
    level: other.level,
    status: other.status,
    event_count: other.event_count,
    score: Float.round_to(score, 2)
  }
end
