##! Releases of projects: versions that events tell of or that were announced, what went into them and where they were brought.

from Storage.Clock import now

pub struct Release do
  version :: String
  status :: String
  url :: String
  ref :: String
  created_at :: Int
  started_at :: Option<Int>
  released_at :: Option<Int>
  first_event :: Option<Int>
  last_event :: Option<Int>
  events :: Int
end deriving(Row, Debug)

## What is to be changed of a release; `None` leaves it.
pub struct Change do
  url :: Option<String>
  ref :: Option<String>
  status :: Option<String>
  started_at :: Option<Int>
  released_at :: Option<Int>
end

## An event of a release, as far as releases care.
pub struct Seen do
  project_id :: String
  version :: String
  issue_id :: String
  regressed :: Bool
  at :: Int
end

# ---- what events tell -------------------------------------------------------------------------------------------

## What counts events for their releases, in the transaction that stores them.
pub fn seen(events :: List<Seen>) -> List<Sql> do
  let named = List.filter(events, fn event -> event.version != "" end)
  # In the same order everywhere, so that two transactions do not wait for each other.
  let together =
    Map.to_list(List.group_by(named, fn event -> (event.project_id, event.version) end))
  let groups = List.sort_by(together, fn pair -> Tuple.first(pair) end)
  let counts = List.map(groups, fn(((project, version), together)) ->
    counted(project, version, List.map(together, fn event -> event.at end))
  end)
  let regressed = List.filter(named, fn event -> event.regressed end)
  counts ++ List.map(regressed, fn event -> sql"""
      INSERT INTO release_regressions (project_id, version, issue_id, at)
      VALUES (${event.project_id}, ${event.version}, ${event.issue_id}, ${event.at}) ON CONFLICT DO NOTHING
      """ end)
end

fn counted(project :: String, version :: String, times :: List<Int>) -> Sql do
  let (first, last) = (Option.unwrap(List.min(times)), Option.unwrap(List.max(times)))
  sql"""
    INSERT INTO releases (project_id, version, created_at, first_event, last_event, events)
    VALUES (${project}, ${version}, ${first}, ${first}, ${last}, ${List.length(times)})
    ON CONFLICT (project_id, version) DO UPDATE SET events = releases.events + excluded.events,
      first_event = coalesce(releases.first_event, excluded.first_event), last_event = excluded.last_event
    """
end

# ---- announcing and changing ------------------------------------------------------------------------------------

pub fn no_change() -> Change =
  Change { url: None, ref: None, status: None, started_at: None, released_at: None }

## Makes the release where projects do not have it yet, and changes it: whether it is new in one of them.
pub fn put(
  db :: Db,
  projects :: List<String>,
  version :: String,
  change :: Change
) -> Result<Bool, DbError> do
  Db.transaction(db, fn tx ->
    let added = List.try_map(projects, fn project -> Db.run(tx, sql"""
      INSERT INTO releases (project_id, version, created_at) VALUES (${project}, ${version}, ${now()}) ON CONFLICT DO NOTHING
      """) end)?
    Db.run(tx, sql"""
      UPDATE releases SET url = coalesce(${change.url}, url), ref = coalesce(${change.ref}, ref),
        status = coalesce(${change.status}, status), started_at = coalesce(${change.started_at}, started_at),
        released_at = coalesce(${change.released_at}, released_at)
      WHERE version = ${version} AND project_id IN ${projects}
      """)?
    Ok(List.sum(added) > 0)
  end)
end

## Forgets a release of an organization; the number of projects that had it. Its events stay.
pub fn delete(db :: Db, org_id :: String, version :: String) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"DELETE FROM release_commits WHERE org_id = ${org_id} AND version = ${version}")?
    Db.run(tx, sql"DELETE FROM release_deploys WHERE org_id = ${org_id} AND version = ${version}")?
    Db.run(tx, sql"DELETE FROM artifact_bundles WHERE org_id = ${org_id} AND version = ${version}")?
    Db.run(
      tx,
      sql"DELETE FROM releases WHERE version = ${version} AND project_id IN (${of_org(org_id)})"
    )
  end)
end

fn of_org(org_id :: String) -> Sql =
  sql"SELECT id FROM projects WHERE org_id = ${org_id} AND deleted_at IS NULL"

# ---- reading ----------------------------------------------------------------------------------------------------

# Several projects may have delivered one version.
fn columns() -> Sql do
  sql"""
    version, min(status) AS status, max(url) AS url, max(ref) AS ref, min(created_at) AS created_at,
    max(started_at) AS started_at, max(released_at) AS released_at, min(first_event) AS first_event,
    max(last_event) AS last_event, CAST(sum(events) AS BIGINT) AS events
    """
end

## A release in these projects.
pub fn find(
  db :: Db,
  projects :: List<String>,
  version :: String
) -> Result<Option<Release>, DbError> do
  Db.first(
    db,
    sql"SELECT ${columns()} FROM releases WHERE version = ${version} AND project_id IN ${projects} GROUP BY version"
  )
end

## Releases of these projects, the newest first: those with a text in their version, from a place (time and version) on, at most
## so many.
pub fn page(
  db :: Db,
  projects :: List<String>,
  part :: String,
  beyond :: Option<(Int, String)>,
  limit :: Int
) -> Result<List<Release>, DbError> do
  let pattern = "%${escaped(String.to_lower(part))}%"
  let place = case beyond do
    Some((at, version)) -> sql"WHERE (created_at, version) < (${at}, ${version})"
    None -> Sql.empty()
  end
  Db.all(db, sql"""
    SELECT * FROM (SELECT ${columns()} FROM releases WHERE project_id IN ${projects} AND lower(version) LIKE ${pattern} ESCAPE '!'
      GROUP BY version) r ${place} ORDER BY created_at DESC, version DESC LIMIT ${limit}
    """)
end

fn escaped(text :: String) -> String = Regex.replace(~r/[!%_]/, text, "!$0")

## The projects of an organization that have a release: id, slug, name and platform of each.
pub fn projects_with(
  db :: Db,
  org_id :: String,
  version :: String
) -> Result<List<String>, DbError> do
  Db.all(db, sql"""
    SELECT project_id FROM releases WHERE version = ${version} AND project_id IN (${of_org(org_id)}) ORDER BY project_id
    """)
end

## How many issues appeared first in each of these versions.
pub fn new_issues(
  db :: Db,
  projects :: List<String>,
  versions :: List<String>
) -> Result<Map<String, Int>, DbError> do
  let counts :: List<(String, Int)> = Db.all(db, sql"""
    SELECT first_release, count(*) FROM issues WHERE project_id IN ${projects} AND first_release IN ${versions}
    GROUP BY first_release
    """)?
  Ok(Map.from_list(counts))
end

## How many issues came back in each of these versions.
pub fn regressed_issues(
  db :: Db,
  projects :: List<String>,
  versions :: List<String>
) -> Result<Map<String, Int>, DbError> do
  let counts :: List<(String, Int)> = Db.all(db, sql"""
    SELECT version, count(*) FROM release_regressions WHERE project_id IN ${projects} AND version IN ${versions} GROUP BY version
    """)?
  Ok(Map.from_list(counts))
end

## An issue, as a release shows it.
pub struct IssueLine do
  id :: String
  title :: String
  level :: String
  status :: String
  event_count :: Int
end deriving(Row, Json, Debug)

## The issues that appeared first in a release, those with most events first.
pub fn issues_new_in(
  db :: Db,
  project_id :: String,
  version :: String
) -> Result<List<IssueLine>, DbError> do
  Db.all(db, sql"""
    SELECT id, title, level, status, event_count FROM issues WHERE project_id = ${project_id} AND first_release = ${version}
    ORDER BY event_count DESC, id LIMIT 50
    """)
end

## The issues that came back in a release.
pub fn issues_back_in(
  db :: Db,
  project_id :: String,
  version :: String
) -> Result<List<IssueLine>, DbError> do
  Db.all(db, sql"""
    SELECT i.id, i.title, i.level, i.status, i.event_count FROM release_regressions r JOIN issues i ON i.id = r.issue_id
    WHERE r.project_id = ${project_id} AND r.version = ${version} ORDER BY i.event_count DESC, i.id LIMIT 50
    """)
end

# ---- commits and deploys ----------------------------------------------------------------------------------------

pub struct Commit do
  commit_id :: String
  repository :: String
  message :: String
  author_name :: String
  author_email :: String
  at :: Option<Int>
end deriving(Row, Debug)

## Says what went into a release, the newest first.
pub fn set_commits(
  db :: Db,
  org_id :: String,
  version :: String,
  commits :: List<Commit>
) -> Result<(), DbError> do
  Db.transaction(db, fn tx ->
    Db.run(tx, sql"DELETE FROM release_commits WHERE org_id = ${org_id} AND version = ${version}")?
    Db.run_many(tx, List.enumerate(commits), fn((position, one)) -> sql"""
      INSERT INTO release_commits (org_id, version, position, commit_id, repository, message, author_name, author_email, at)
      VALUES (${org_id}, ${version}, ${position}, ${one.commit_id}, ${one.repository}, ${one.message}, ${one.author_name},
        ${one.author_email}, ${one.at})
      """ end)?
    Ok(())
  end)
end

pub fn commits(db :: Db, org_id :: String, version :: String) -> Result<List<Commit>, DbError> do
  Db.all(db, sql"""
    SELECT commit_id, repository, message, author_name, author_email, at FROM release_commits
    WHERE org_id = ${org_id} AND version = ${version} ORDER BY position
    """)
end

## The newest release before one that has commits.
pub fn previous_with_commits(
  db :: Db,
  org_id :: String,
  version :: String
) -> Result<Option<String>, DbError> do
  Db.first(db, sql"""
    SELECT r.version FROM releases r WHERE r.project_id IN (${of_org(org_id)}) AND r.version <> ${version}
      AND EXISTS (SELECT 1 FROM release_commits c WHERE c.org_id = ${org_id} AND c.version = r.version)
    ORDER BY r.created_at DESC, r.version DESC LIMIT 1
    """)
end

pub struct Deploy do
  id :: String
  environment :: String
  name :: String
  url :: String
  started_at :: Option<Int>
  finished_at :: Option<Int>
  created_at :: Int
end deriving(Row, Debug)

## Notes that a release was brought to an environment.
pub fn add_deploy(
  db :: Db,
  org_id :: String,
  version :: String,
  deploy :: Deploy
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO release_deploys (id, org_id, version, environment, name, url, started_at, finished_at, created_at)
    VALUES (${deploy.id}, ${org_id}, ${version}, ${deploy.environment}, ${deploy.name}, ${deploy.url}, ${deploy.started_at},
      ${deploy.finished_at}, ${deploy.created_at})
    """)
end

## Where a release was brought, the newest first.
pub fn deploys(db :: Db, org_id :: String, version :: String) -> Result<List<Deploy>, DbError> do
  Db.all(db, sql"""
    SELECT id, environment, name, url, started_at, finished_at, created_at FROM release_deploys
    WHERE org_id = ${org_id} AND version = ${version} ORDER BY created_at DESC, id DESC LIMIT 100
    """)
end

## The repositories that commits of an organization came from.
pub fn repositories(db :: Db, org_id :: String) -> Result<List<String>, DbError> do
  Db.all(db, sql"""
    SELECT DISTINCT repository FROM release_commits WHERE org_id = ${org_id} AND repository <> '' ORDER BY repository LIMIT 200
    """)
end

## Forgets a release of one project.
pub fn forget(db :: Db, project_id :: String, version :: String) -> Result<Int, DbError> do
  Db.run(db, sql"DELETE FROM releases WHERE project_id = ${project_id} AND version = ${version}")
end
