##! What other error trackers export: lists of `{model, pk, fields}`, as Sentry (`sentry export`) and Django's `dumpdata` make them.

## One object of the file.
pub struct Item do
  model :: String
  ## As text: some are numbers, some UUIDs.
  pk :: String
  fields :: Json
end

## The objects that matter here.
pub struct Found do
  organizations :: List<Item>
  projects :: List<Item>
  keys :: List<Item>
  users :: List<Item>
  ## Who belongs to which organization.
  members :: List<Item>
  ## Events, and what those of GlitchTip refer to.
  events :: List<Item>
  issues :: List<Item>
  releases :: List<Item>
end

## The objects of a file, or what is wrong with it.
pub fn read(text :: String) -> Result<Found, String> do
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
    keys: of(["sentry.projectkey", "projects.projectkey"]),
    users: of(["sentry.user", "users.user"]),
    members: of(["sentry.organizationmember", "organizations_ext.organizationuser"]),
    events: of(["events.event", "issue_events.issueevent"]),
    issues: List.filter(all, fn one -> one.model == "issue_events.issue" end),
    releases: of(["releases.release"])
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
  let hidden =
    List.any(["is_deleted", "is_disabled"], fn name -> is_set(one, name) end) or
    Json.field(one.fields, "is_active") == Some(JsonBool(false))
  let status = Option.unwrap_or(Json.field(one.fields, "status"), JsonInt(0))
  not hidden and (status == JsonInt(0) or status == JsonNull)
end

## Whether a field is true.
pub fn is_set(one :: Item, name :: String) -> Bool =
  Json.field(one.fields, name) == Some(JsonBool(true))

## The number of a project, or 0: what JavaScript's numbers hold, since its SDK reads the number of a DSN.
pub fn number_in(project :: Item) -> Int do
  Option.unwrap_or(
    Option.filter(String.to_int(project.pk), fn number ->
      number > 0 and number < 9007199254740992
    end),
    0
  )
end

## A field as text.
pub fn text_in(one :: Item, name :: String) -> String do
  case Json.field(one.fields, name) do
    Some(JsonString(text)) -> text
    Some(JsonInt(number)) -> "${number}"
    _ -> ""
  end
end

## A field that is a key. UUIDs stand in DSNs without their dashes.
pub fn key_in(one :: Item, name :: String) -> Option<String> do
  let key = String.replace(text_in(one, name), "-", "")
  if Regex.is_match(~r/^\w{1,64}$/, key) do Some(key) else None end
end
