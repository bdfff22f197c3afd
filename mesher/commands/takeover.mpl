##! `mesher import FILE`: organizations, projects, keys, people and events from another error tracker, so that its clients need only another host
##! in their DSN. Read are the JSON lists of `{model, pk, fields}` that Sentry exports (`sentry export`) and that Django's
##! `dumpdata` makes of GlitchTip and Bugsink.

from Commands.TakeoverFile import Found, Item, key_in, number_in, text_in
from Configuration import Config
from Storage.Projects import NewProject
import Commands.Database
import Commands.TakeoverEvents
import Commands.TakeoverFile
import Commands.TakeoverPeople
import Configuration
import Names
import Slugs
import Storage.Keys
import Storage.Orgs
import Storage.Projects

pub fn run(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    let path = Option.unwrap_or(Args.get(args, "file"), "")
    let text = Result.map_err(File.read(path), fn error -> "${path}: ${error}" end)?
    let found = Result.map_err(TakeoverFile.read(text), fn error -> "${path}: ${error}" end)?
    Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
    let slug = Option.unwrap_or(Args.get(args, "org"), "default")
    let fallback = Option.ok_or(Orgs.id_of(db, slug)?, "there is no organization `${slug}`")?
    # All or nothing: a file that is broken in the middle leaves no trace.
    let taken = Db.transaction(db, fn tx -> take(config, tx, found, fallback) end)?
    List.each(taken.lines, fn line -> println(line) end)
    # Events may be many: they come in portions, and what is here already is passed over.
    List.each(TakeoverEvents.take(db, found, taken.projects)?, fn line -> println(line) end)
    Ok(())
  end)
end

# What is told, and the projects here of those there.
struct Taken do
  lines :: List<String>
  projects :: Map<String, String>
end

# ---- taking over ------------------------------------------------------------------------------------------------

fn take(config :: Config, db :: Db, found :: Found, fallback :: String) -> Result<Taken, DbError> do
  let orgs = organizations(db, found.organizations)?
  let projects = List.try_reduce(
    found.projects,
    Taken { lines: [], projects: %{} },
    fn so_far, project ->
      let org_id = Map.get_or(orgs, text_in(project, "organization"), fallback)
      let others = Map.values(so_far.projects)
      let (id, lines) = taken(config, db, project, org_id, found.keys, others)?
      Ok(Taken { lines: so_far.lines ++ lines, projects: Map.put(so_far.projects, project.pk, id) })
    end
  )?
  Ok(%{projects | lines: projects.lines ++ TakeoverPeople.take(config, db, found, orgs, fallback)?})
end

# The ids here of what has other ids there; who has the slug here is the same.
fn organizations(db :: Db, found :: List<Item>) -> Result<Map<String, String>, DbError> do
  List.try_reduce(found, %{}, fn known, one ->
    let made = slug_of(text_in(one, "slug"), text_in(one, "name"))
    let slug = if made == "" do "organization-${one.pk}" else made end
    let id = case Orgs.id_of(db, slug)? do
      Some(id) -> id
      None -> Orgs.create(db, name_of(one), slug)?
    end
    Ok(Map.put(known, one.pk, id))
  end)
end

# The id of the project, and a line for each key. Keys that are here already show that it was taken over before; one without keys of
# its own shows it by its name, unless that one is another of the file.
fn taken(
  config :: Config,
  db :: Db,
  project :: Item,
  org_id :: String,
  keys :: List<Item>,
  others :: List<String>
) -> Result<(String, List<String>), DbError> do
  let name = name_of(project)
  let (known, new) =
    List.partition(keys_of(db, project, keys)?, fn((_, _, there)) -> Option.is_some(there) end)
  let before = if List.is_empty(known) and List.is_empty(new) do
    let named = Projects.named(db, org_id, name)?
    List.find(named, fn id -> not List.contains(others, id) end)
  else
    List.find_map(known, fn((_, _, there)) -> there end)
  end
  case before do
    Some(id) -> Ok((id, ["${name}: is here already"]))
    None -> adopted(config, db, project, org_id, name, new)
  end
end

fn adopted(
  config :: Config,
  db :: Db,
  project :: Item,
  org_id :: String,
  name :: String,
  keys :: List<(String, String, Option<String>)>
) -> Result<(String, List<String>), DbError> do
  let wanted = NewProject {
    org_id: org_id,
    name: name,
    slug: free_slug(db, text_in(project, "slug"), name)?,
    platform: Result.unwrap_or(Names.platform(text_in(project, "platform")), ""),
    retention_days: config.retention_days
  }
  let (id, number) = Projects.adopt(db, wanted, number_in(project))?
  let given = if List.is_empty(keys) do [("default", "", None)] else keys end
  let lines = List.try_map(given, fn((label, text, _)) ->
    Result.map(Keys.create(db, id, label, text, None, ""), fn((_, made)) ->
      "${name}: ${Configuration.dsn(config, made, number)}"
    end)
  end)?
  Ok((id, lines))
end

fn name_of(project :: Item) -> String do
  let name = String.trim(Regex.replace(~r/\p{Cc}+/, text_in(project, "name"), " "))
  if name == "" do "Project ${project.pk}" else String.slice(name, 0, 100) end
end

# Label, text, and the project here that has it. Bugsink's projects have one key, and have it themselves.
fn keys_of(
  db :: Db,
  project :: Item,
  keys :: List<Item>
) -> Result<List<(String, String, Option<String>)>, DbError> do
  let of_project = List.filter(keys, fn key -> text_in(key, "project") == project.pk end)
  let texts = List.filter_map(of_project, fn key ->
    Option.map(key_in(key, "public_key"), fn text -> (label_of(key), text) end)
  end)
  let own = Option.unwrap_or(
    Option.map(key_in(project, "sentry_key"), fn text -> [("default", text)] end),
    []
  )
  List.try_map(
    List.unique_by(texts ++ own, fn((_, text)) -> text end),
    fn((label, text)) ->
      Result.map(Keys.project_of(db, text), fn there -> (label, text, there) end)
    end
  )
end

fn label_of(key :: Item) -> String do
  let label = String.trim(text_in(key, "label"))
  if label == "" do "default" else String.slice(label, 0, 100) end
end

fn slug_of(wanted :: String, name :: String) -> String do
  let slug = Slugs.of(wanted)
  if slug == "" do Slugs.of(name) else slug end
end

# The project's own, one like it, or one of its name.
fn free_slug(db :: Db, wanted :: String, name :: String) -> Result<String, DbError> do
  let slug = slug_of(wanted, name)
  if slug == "" or Option.is_some(Projects.find(db, slug)?) do
    Ok("${if slug == "" do "project" else slug end}-${Crypto.random_hex(3)}")
  else
    Ok(slug)
  end
end
