##! Projects and their keys.

from Storage.Clock import now
import Names
import Slugs
import Storage.Keys
import Storage.Orgs

pub struct Project do
  id :: String
  ## What stands in a DSN: clients take decimal numbers only.
  number :: Int
  org_id :: String
  name :: String
  slug :: Option<String>
  platform :: Option<String>
  ## Events in a window, where it is not the default.
  rate_limit :: Option<Int>
  ## The share of events that is kept.
  sample_rate :: Float
  ## For how many days events are kept, and how many bytes of them.
  retention_days :: Int
  retention_bytes :: Option<Int>
  ## Origins of pages whose browsers may send events, with blanks between; "" lets all. Those of the key count before those of
  ## the project.
  allowed_origins :: String
  created_at :: Int
  ## When it was found by a key: the key's id, and its events in a window, beside those of the project.
  key_id :: Option<String>
  key_rate_limit :: Option<Int>
end deriving(Row, Debug)

fn columns() -> Sql do
  sql"""
  p.id, p.number, p.org_id, p.name, p.slug, p.platform, p.rate_limit, p.sample_rate, p.retention_days, p.retention_bytes,
  p.created_at
  """
end

# Projects by themselves.
fn select() -> Sql do
  sql"SELECT ${columns()}, p.allowed_origins, NULL AS key_id, NULL AS key_rate_limit FROM projects p"
end

## What a new project begins with. "" stands for no slug and no platform.
pub struct NewProject do
  org_id :: String
  name :: String
  slug :: String
  platform :: String
  retention_days :: Int
end

## A new project whose names can be names.
pub struct Wished do
  new :: NewProject
  # Whether another slug will do when somebody has this one.
  gives_way :: Bool
end

## A new project as somebody wishes it, if it can be called so. Without a slug it gets one that is made of its name.
pub fn wished(
  org_id :: String,
  name :: String,
  slug :: Option<String>,
  platform :: String,
  retention_days :: Int
) -> Result<Wished, String> do
  let shown = Names.title(name, "name", 100)?
  let short = case slug do
    Some(text) -> Names.slug(text)?
    None -> Slugs.of(shown)
  end
  Ok(Wished {
    new: NewProject {
      org_id: org_id,
      name: shown,
      slug: short,
      platform: Names.platform(platform)?,
      retention_days: retention_days
    },
    gives_way: Option.is_none(slug)
  })
end

## Makes a project with a key, so that it can be sent to: its id, its number and the key.
pub fn open(db :: Db, wished :: Wished) -> Result<(String, Int, String), DbError> do
  let new = wished.new
  case opened(db, new) do
    Err(Constraint(Unique, _)) when wished.gives_way ->
      opened(db, %{new | slug: "${new.slug}-${Crypto.random_hex(3)}"})
    done -> done
  end
end

fn opened(db :: Db, new :: NewProject) -> Result<(String, Int, String), DbError> do
  Db.transaction(db, fn tx ->
    let (id, number) = create(tx, new)?
    let (_, key) = Keys.create(tx, id, "default", "", None, "")?
    Ok((id, number, key))
  end)
end

## Adds a project; gives its id and number. `Constraint(Unique, _)` when another one has the slug.
pub fn create(db :: Db, new :: NewProject) -> Result<(String, Int), DbError> do
  Db.transaction(db, fn tx -> add(tx, new, sql"value + 1") end)
end

## The same with a wanted number, if no project has or had one as high.
pub fn adopt(db :: Db, new :: NewProject, wanted :: Int) -> Result<(String, Int), DbError> do
  Db.transaction(db, fn tx ->
    add(tx, new, sql"CASE WHEN value < ${wanted} THEN ${wanted} ELSE value + 1 END")
  end)
end

# The counter's row is held until the end: two projects at once have two numbers.
fn add(tx :: Db, new :: NewProject, next :: Sql) -> Result<(String, Int), DbError> do
  let id = Crypto.uuid7()
  let number :: Int =
    Db.value(tx, sql"UPDATE counters SET value = ${next} WHERE name = 'projects' RETURNING value")?
  Db.run(tx, sql"""
    INSERT INTO projects (id, number, org_id, name, slug, platform, retention_days, created_at)
    VALUES (${id}, ${number}, ${new.org_id}, ${new.name}, nullif(${new.slug}, ''), nullif(${new.platform}, ''),
      ${new.retention_days}, ${now()})
    """)?
  Ok((id, number))
end

## The project of an id, a number or a slug.
pub fn find(db :: Db, name :: String) -> Result<Option<Project>, DbError> do
  # `String.to_int` takes `+1` too: 0 is the number of no project.
  let number =
    if Regex.is_match(~r/^[0-9]+$/, name) do Option.unwrap_or(String.to_int(name), 0) else 0 end
  let condition =
    sql"(p.id = ${name} OR p.slug = ${name} OR p.number = ${number}) AND p.deleted_at IS NULL"
  Db.first(
    db,
    sql"${select()} WHERE ${condition} ORDER BY p.id = ${name} DESC, p.number = ${number} DESC"
  )
end

## The projects of an organization by name.
pub fn of_org(db :: Db, org_id :: String) -> Result<List<Project>, DbError> do
  Db.all(
    db,
    sql"${select()} WHERE p.org_id = ${org_id} AND p.deleted_at IS NULL ORDER BY lower(p.name), p.id"
  )
end

## The ids of the projects of an organization that are called so, oldest first.
pub fn named(db :: Db, org_id :: String, name :: String) -> Result<List<String>, DbError> do
  Db.all(
    db,
    sql"SELECT id FROM projects WHERE org_id = ${org_id} AND name = ${name} AND deleted_at IS NULL ORDER BY id"
  )
end

## The projects of a user's organizations, or all of them, by name.
pub fn visible_to(db :: Db, user_id :: Option<String>) -> Result<List<Project>, DbError> do
  let mine = case user_id do
    Some(id) -> sql"AND p.org_id IN (SELECT org_id FROM org_memberships WHERE user_id = ${id})"
    None -> Sql.empty()
  end
  Db.all(db, sql"${select()} WHERE p.deleted_at IS NULL ${mine} ORDER BY lower(p.name), p.id")
end

## The project that a key belongs to, unless the key is revoked.
pub fn by_key(db :: Db, key :: String) -> Result<Option<Project>, String> do
  let project = Db.first(db, sql"""
    SELECT ${columns()}, CASE WHEN k.allowed_origins = '' THEN p.allowed_origins ELSE k.allowed_origins END AS allowed_origins,
      k.id AS key_id, k.rate_limit AS key_rate_limit
    FROM api_keys k JOIN projects p ON p.id = k.project_id
    WHERE k.key_value = ${key} AND k.revoked_at IS NULL AND p.deleted_at IS NULL
    """)?
  Ok(project)
end

## Changes what a project is called, and its settings.
pub fn change(db :: Db, project :: Project) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE projects SET name = ${project.name}, slug = ${project.slug}, platform = ${project.platform},
      rate_limit = ${project.rate_limit}, sample_rate = ${project.sample_rate}, retention_days = ${project.retention_days},
      retention_bytes = ${project.retention_bytes}, allowed_origins = ${project.allowed_origins}
    WHERE id = ${project.id}
    """)
end

## What a project takes.
pub struct Usage do
  event_count :: Int
  bytes :: Int
end deriving(Row)

pub fn usage(db :: Db, id :: String) -> Result<Usage, DbError> do
  let usage = Db.first(db, sql"""
    SELECT count(*) AS event_count, CAST(coalesce(sum(size), 0) AS BIGINT) AS bytes FROM events WHERE project_id = ${id}
    """)?
  Ok(Option.unwrap_or(usage, Usage { event_count: 0, bytes: 0 }))
end

## Makes organization, project and key at the first start; gives the key then. Of several processes that start at once, one does
## it.
pub fn bootstrap(
  db :: Db,
  wanted :: String,
  retention_days :: Int
) -> Result<Option<String>, DbError> do
  Db.transaction(db, fn tx ->
    # Holds the row until the end.
    let number :: Int =
      Db.value(tx, sql"UPDATE counters SET value = value WHERE name = 'projects' RETURNING value")?
    let orgs :: Int = Db.value(tx, sql"SELECT count(*) FROM organizations")?
    if number > 0 or orgs > 0 do
      Ok(None)
    else
      let org = Orgs.create(tx, "Default", "default")?
      let new = NewProject {
        org_id: org,
        name: "Default",
        slug: "default",
        platform: "",
        retention_days: retention_days
      }
      let (project, _) = create(tx, new)?
      let (_, key) = Keys.create(tx, project, "default", wanted, None, "")?
      Ok(Some(key))
    end
  end)
end
