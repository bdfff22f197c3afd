##! Who belongs to an organization, and who is asked to.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Members import Member, Change
import Api.Guard
import Api.Input
import Api.Trail
import Configuration
import Storage.Clock
import Storage.Invitations
import Storage.Members
import Storage.Users

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/orgs/:org/members", fn request ->
      of_org(context, request, Member, list)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/members", fn request ->
      of_org(context, request, Admin, add)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/members/:member/role", fn request ->
      of_org(context, request, Owner, set_role)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/members/:member/remove", fn request ->
      of_org(context, request, Admin, remove)
    end)
    |> HTTP.on_post("/api/v1/orgs/:org/leave", fn request ->
      of_org(context, request, Member, leave)
    end)
    |> HTTP.on_get("/api/v1/orgs/:org/invitations", fn request ->
      of_org(context, request, Admin, invitations)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/invitations", fn request ->
      of_org(context, request, Admin, invite)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org/invitations/:invitation/revoke", fn request ->
      of_org(context, request, Admin, revoke)
    end)
end

fn of_org(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Context, Request, Caller, String) -> Result<Response, Refusal>
) -> Response do
  Guard.organization(context, request, role, fn caller, org_id ->
    Input.answer(handle(context, request, caller, org_id))
  end)
end

fn named(request :: Request, name :: String) -> String =
  Option.unwrap_or(Request.param(request, name), "")

# ---- members ----------------------------------------------------------------------------------------------------

fn list(
  context :: Context,
  _request :: Request,
  _caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  Ok(success(List.map(Members.of_org(context.db, org_id)?, fn member ->
    json {
      id: member.id,
      user_id: member.user_id,
      email: member.email,
      display_name: member.display_name,
      role: member.role,
      joined_at: Clock.shown(member.joined_at)
    }
  end)))
end

# The role that a body asks for. Owners are made by owners only.
fn role_of(
  context :: Context,
  body :: Json,
  caller :: Caller,
  org_id :: String
) -> Result<String, Refusal> do
  let role = Option.unwrap_or(Input.text_of(body, "role")?, "member")
  if not List.contains(Members.roles(), role) do
    Err(Refused(400, "invalid role"))
  else if role == "owner" and not Guard.holds(context, caller, org_id, Owner)? do
    Err(Refused(403, "an owner is needed"))
  else
    Ok(role)
  end
end

# `POST /api/v1/orgs/:org/members`: somebody who has an account.
fn add(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let user_id = Input.required(body, "user_id")?
  let role = role_of(context, body, caller, org_id)?
  case Users.find(context.db, user_id)? do
    None -> Err(Refused(400, "unknown user"))
    Some(user) -> do
      let id = Input.unique(Members.add(context.db, user.id, org_id, role), "already a member")?
      Trail.note(
        context,
        request,
        caller,
        (Some(org_id), None),
        "member.add",
        user.id,
        json { email: user.email, role: role }
      )
      Ok(HTTP.response(201, Json.encode(json { id: id })))
    end
  end
end

# `POST /api/v1/orgs/:org/members/:member/role`
fn set_role(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let role = Input.required(body, "role")?
  if not List.contains(Members.roles(), role) do
    Err(Refused(400, "invalid role"))
  else
    let change = Members.set_role(context.db, org_id, named(request, "member"), role)?
    changed(context, request, caller, org_id, change, "member.role", role)
  end
end

# `POST /api/v1/orgs/:org/members/:member/remove`: of owners, by owners.
fn remove(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let id = named(request, "member")
  let is_owner = List.any(Members.of_org(context.db, org_id)?, fn member ->
    (member.id == id or member.user_id == id) and member.role == "owner"
  end)
  if is_owner and not Guard.holds(context, caller, org_id, Owner)? do
    Err(Refused(403, "an owner is needed"))
  else
    changed(
      context,
      request,
      caller,
      org_id,
      Members.remove(context.db, org_id, id)?,
      "member.remove",
      ""
    )
  end
end

# `POST /api/v1/orgs/:org/leave`: whoever asks, unless nobody would own it.
fn leave(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  case Guard.user_of(caller) do
    Some(user) ->
      changed(
        context,
        request,
        caller,
        org_id,
        Members.remove(context.db, org_id, user)?,
        "member.leave",
        ""
      )
    None -> Err(Refused(400, "only a member can leave"))
  end
end

fn changed(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String,
  change :: Change,
  action :: String,
  role :: String
) -> Result<Response, Refusal> do
  case change do
    NoMember -> Ok(Input.affected(0))
    LastOwner -> Err(Refused(409, "an organization needs an owner"))
    Changed(member) -> do
      let details = json { email: member.email, was: member.role, role: role }
      Trail.note(context, request, caller, (Some(org_id), None), action, member.user_id, details)
      Ok(Input.affected(1))
    end
  end
end

# ---- invitations ------------------------------------------------------------------------------------------------

fn invitations(
  context :: Context,
  _request :: Request,
  _caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  Ok(success(List.map(Invitations.of_org(context.db, org_id)?, fn invitation ->
    json {
      id: invitation.id,
      email: invitation.email,
      role: invitation.role,
      created_at: Clock.shown(invitation.created_at),
      expires_at: Clock.shown(invitation.expires_at)
    }
  end)))
end

# `POST /api/v1/orgs/:org/invitations`: the answer has the link, which nobody sees again.
fn invite(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let email = Users.canonical(Input.required(body, "email")?)
  let role = role_of(context, body, caller, org_id)?
  if not Configuration.is_email(email) do
    Err(Refused(400, "email must be an e-mail address"))
  else if List.any(Members.of_org(context.db, org_id)?, fn member -> member.email == email end) do
    Err(Refused(409, "already a member"))
  else if List.length(Invitations.of_org(context.db, org_id)?) >= 1000 do
    Err(Refused(409, "there are 1000 open invitations already"))
  else
    let (id, token) = Invitations.create(context.db, org_id, email, role, Guard.user_of(caller))?
    Trail.note(
      context,
      request,
      caller,
      (Some(org_id), None),
      "member.invite",
      id,
      json { email: email, role: role }
    )
    let url = "${context.config.public_url}/accept#token=${token}"
    let answer = HTTP.response(201, Json.encode(json { id: id, url: url }))
    Ok(HTTP.with_header(answer, "cache-control", "no-store"))
  end
end

# `POST /api/v1/orgs/:org/invitations/:invitation/revoke`
fn revoke(
  context :: Context,
  request :: Request,
  caller :: Caller,
  org_id :: String
) -> Result<Response, Refusal> do
  let id = named(request, "invitation")
  let count = Invitations.revoke(context.db, org_id, id)?
  if count > 0 do
    Trail.note(context, request, caller, (Some(org_id), None), "invitation.revoke", id, json {})
  end
  Ok(Input.affected(count))
end
