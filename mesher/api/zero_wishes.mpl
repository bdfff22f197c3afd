##! What tools ask to be changed of issues, in the words of Sentry's API.

from Api.Context import Context
from Api.Guard import Caller
from Api.Input import Refusal
from Storage.IssueChanges import Change, Until
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Ingestion.Fields
import Storage.Clock
import Storage.Members

## What a request asks for, as JSON.
pub fn body_of(request :: Request) -> Result<Json, Refusal> do
  case Json.parse(if String.is_blank(request.body) do "{}" else request.body end) do
    Ok(JsonObject(_) as fields) -> Ok(fields)
    _ -> Err(Refused(400, "invalid json"))
  end
end

## The changes that a body asks for.
pub fn changes_of(
  context :: Context,
  caller :: Caller,
  project :: Project,
  body :: Json
) -> Result<List<Change>, Refusal> do
  Ok(Option.values([state_of(body)?, assignment_of(context, caller, project, body)?]))
end

fn state_of(body :: Json) -> Result<Option<Change>, Refusal> do
  let details = Fields.object_or_empty(body, "statusDetails")
  let in_next = Json.field(details, "inNextRelease") == Some(JsonBool(true))
  case Fields.present(body, "status") do
    None -> Ok(None)
    Some(JsonString("resolved")) -> do
      let release = String.slice(Asked.clean(Fields.text_or_empty(details, "inRelease")), 0, 250)
      Ok(Some(Resolve(release, in_next)))
    end
    Some(JsonString("resolvedInNextRelease")) -> Ok(Some(Resolve("", true)))
    Some(JsonString("unresolved")) | Some(JsonString("reprocessing")) -> Ok(Some(Unresolve))
    Some(JsonString("ignored")) | Some(JsonString("muted")) -> Ok(Some(Archive(until_of(details))))
    Some(_) ->
      Err(
        Refused(
          400,
          "invalid status: must be resolved, resolvedInNextRelease, unresolved, or ignored"
        )
      )
  end
end

# Durations are minutes.
fn until_of(details :: Json) -> Until do
  case (Json.field(details, "ignoreCount"), Json.field(details, "ignoreDuration")) do
    (Some(JsonInt(count)), _) when count > 0 and count <= 1000000000 -> MoreEvents(count)
    (_, Some(JsonInt(minutes))) when minutes > 0 and minutes <= 52560000 ->
      Time(Clock.now() + minutes * 60 * 1000000)
    _ -> Spike
  end
end

# By id, `user:<id>`, e-mail address or name; nobody by an empty text.
fn assignment_of(
  context :: Context,
  caller :: Caller,
  project :: Project,
  body :: Json
) -> Result<Option<Change>, Refusal> do
  case Json.field(body, "assignedTo") do
    None -> Ok(None)
    Some(JsonNull) | Some(JsonString("")) -> Ok(Some(Assign("")))
    Some(JsonString("me")) -> Ok(Some(Assign(Option.unwrap_or(Guard.user_of(caller), ""))))
    Some(JsonString(name)) -> do
      let wanted = String.to_lower(Option.unwrap_or(String.strip_prefix(name, "user:"), name))
      let members = Members.of_org(context.db, project.org_id)?
      let found = List.find(members, fn member ->
        List.contains(
          [member.user_id, String.to_lower(member.email), String.to_lower(member.display_name)],
          wanted
        )
      end)
      Ok(Some(Assign(Option.ok_or(found, Refused(400, "unknown user"))?.user_id)))
    end
    Some(_) -> Err(Refused(400, "assignedTo is a text"))
  end
end
