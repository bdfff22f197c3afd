##! `mesher import FILE`: organizations, projects and keys from another error tracker, so that its clients need only another host
##! in their DSN. Read are the JSON lists of `{model, pk, fields}` that Sentry exports (`sentry export`) and that Django's
##! `dumpdata` makes of GlitchTip and Bugsink.

from Configuration import Config
from Storage.Projects import NewProject
import Commands.Database
import Configuration
import Slugs
import Storage.Keys
import Storage.Orgs
import Storage.Projects

# One object of the file.
struct Item do
  model :: String
  # As text: some are numbers, some UUIDs.
  pk :: String
  fields :: Json
end

struct Found do
  organizations :: List<Item>
  projects :: List<Item>
  keys :: List<Item>
end

pub fn run(config :: Config, args :: ParsedArgs) -> () do
  Database.with_tables(config, fn db ->
    let path = Option.unwrap_or(Args.get(args, "file"), "")
    let text = Result.map_err(File.read(path), fn error -> "${path}: ${error}" end)?
    let found = Result.map_err(read(text), fn error -> "${path}: ${error}" end)?
    Projects.bootstrap(db, config.bootstrap_key, config.retention_days)?
    let slug = Option.unwrap_or(Args.get(args, "org"), "default")
    let fallback = Option.ok_or(Orgs.id_of(db, slug)?, "there is no organization `${slug}`")?
    # All or nothing: a file that is broken in the middle leaves no trace.
    let lines = Db.transaction(db, fn tx -> take(config, tx, found, fallback) end)?
    List.each(lines, fn line -> println(line) end)
    Ok(())
  end)
end

# ---- reading ----------------------------------------------------------------------------------------------------

fn read(text :: String) -> Result<Found, String> do
  let all = case Json.parse(text)? do
    JsonArray(objects) -> Result.all(List.map(objects, item))?
    _ -> return Err("expected a list of objects with model, pk and fields")
  end
  let of = fn models ->
    List.filter(all, fn one -> List.contains(models, one.model) and is_alive(one) end)
  end
  let found = Found {
    organizations: of(["sentry.organization", "organizations_ext.organization"]),
    # In the order of their numbers.
    projects: List.sort_by(
      of(["sentry.project", "projects.project"]),
      fn one -> (number_in(one), one.pk) end
    ),
    keys: of(["sentry.projectkey", "projects.projectkey"])
  }
  if List.is_empty(found.projects) do
    Err("there are no projects of Sentry, GlitchTip or Bugsink in it")
  else
    Ok(found)
  end
end

fn item(value :: Json) -> Result<Item, String> do
  let pk = case Json.field(value, "pk") do
    Some(JsonInt(number)) -> "${number}"
    Some(JsonString(text)) -> text
    _ -> ""
  end
  Ok(Item {
    model: String.to_lower(Json.string(value, ["model"])?),
    pk: pk,
    fields: Json.at(value, ["fields"])?
  })
end

# Neither deleted nor about to be, nor switched off.
fn is_alive(one :: Item) -> Bool do
  let hidden = List.any(["is_deleted", "is_disabled"], fn name ->
    Json.field(one.fields, name) == Some(JsonBool(true))
  end)
  let status = Option.unwrap_or(Json.field(one.fields, "status"), JsonInt(0))
  not hidden and (status == JsonInt(0) or status == JsonNull)
end

# What JavaScript's numbers hold: its SDK reads the number of a DSN.
fn number_in(project :: Item) -> Int do
  Option.unwrap_or(
    Option.filter(String.to_int(project.pk), fn number ->
      number > 0 and number < 9007199254740992
    end),
    0
  )
end

fn text_in(one :: Item, name :: String) -> String do
  case Json.field(one.fields, name) do
    Some(JsonString(text)) -> text
    Some(JsonInt(number)) -> "${number}"
    _ -> ""
  end
end

# UUIDs stand in DSNs without their dashes.
fn key_in(one :: Item, name :: String) -> Option<String> do
  let key = String.replace(text_in(one, name), "-", "")
  if Regex.is_match(~r/^\w{1,64}$/, key) do Some(key) else None end
end

# ---- taking over ------------------------------------------------------------------------------------------------

fn take(
  config :: Config,
  db :: Db,
  found :: Found,
  fallback :: String
) -> Result<List<String>, DbError> do
  let orgs = organizations(db, found.organizations)?
  List.try_reduce(found.projects, [], fn lines, project ->
    let org_id = Map.get_or(orgs, text_in(project, "organization"), fallback)
    Ok(lines ++ taken(config, db, project, org_id, found.keys)?)
  end)
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

# A line for each key. Keys that are here already show that the project was taken over before.
fn taken(
  config :: Config,
  db :: Db,
  project :: Item,
  org_id :: String,
  keys :: List<Item>
) -> Result<List<String>, DbError> do
  let name = name_of(project)
  let (known, new) =
    List.partition(keys_of(db, project, keys)?, fn((_, _, is_known)) -> is_known end)
  if not List.is_empty(known) do
    Ok(["${name}: is here already"])
  else
    let slug = free_slug(db, text_in(project, "slug"), name)?
    let (days, platform) = (config.retention_days, text_in(project, "platform"))
    let wanted = NewProject {
      org_id: org_id,
      name: name,
      slug: slug,
      platform: platform,
      retention_days: days
    }
    let (id, number) = Projects.adopt(db, wanted, number_in(project))?
    let given = if List.is_empty(new) do [("default", "", false)] else new end
    List.try_map(given, fn((label, text, _)) ->
      Result.map(Keys.create(db, id, label, text, None, ""), fn((_, made)) ->
        "${name}: ${Configuration.dsn(config, made, number)}"
      end)
    end)
  end
end

fn name_of(project :: Item) -> String do
  let name = String.trim(Regex.replace(~r/\p{Cc}+/, text_in(project, "name"), " "))
  if name == "" do "Project ${project.pk}" else String.slice(name, 0, 100) end
end

# Label, text, and whether it is here. Bugsink's projects have one key, and have it themselves.
fn keys_of(
  db :: Db,
  project :: Item,
  keys :: List<Item>
) -> Result<List<(String, String, Bool)>, DbError> do
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
      Result.map(Keys.is_known(db, text), fn known -> (label, text, known) end)
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
