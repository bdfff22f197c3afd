##! Who asks, and what that person may do. Every handler that is not for clients of the SDKs, health or pages begins here.

from Api.Context import Context, RouteKind, failure, internal
from Configuration import Auth
from Api.Input import Refusal
from Storage.EventPages import Place
from Storage.Projects import Project
from Storage.Sessions import Known
import Api.Origins
import Ingestion.Ids
import Storage.EventPages
import Storage.Issues
import Storage.Members
import Storage.Orgs
import Storage.Projects
import Storage.Sessions
import Storage.Users

## Who asks.
pub type Caller do
  ## Anybody: management is open.
  Anyone
  ## A user with a session: id and shown name.
  Person(user_id :: String, name :: String)
  ## A program with an API token of a user, and what it may do.
  Program(user_id :: String, name :: String, scopes :: List<String>)
end deriving(Eq, Debug)

## What one has to be in the organization, at least.
pub type Role do
  ## Reads, changes the state of issues, acknowledges alerts.
  Member
  ## Keys, rules, settings, members.
  Admin
  ## Roles and deletion.
  Owner
end deriving(Eq, Ord, Debug)

## The user behind a request, for histories.
pub fn user_of(caller :: Caller) -> Option<String> do
  case caller do
    Anyone -> None
    Person(id, _) | Program(id, _, _) -> Some(id)
  end
end

## How the caller is called in histories.
pub fn name_of(caller :: Caller) -> String do
  case caller do
    Anyone -> "anyone"
    Person(_, name) | Program(_, name, _) -> name
  end
end

# ---- what a request is about ------------------------------------------------------------------------------------

## Handles a request about `:project` (id, slug or number) of a caller who may.
pub fn project(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, Project) -> Response
) -> Response do
  asked(context, request, role, fn caller -> found(context, request, caller, role, handle) end)
end

## Handles a request about the issue `:id` of a caller who may: with its project and its id, or that of the issue that it was
## merged into.
pub fn issue(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, Project, String) -> Response
) -> Response do
  let name = String.to_lower(named(request, "id"))
  asked(context, request, role, fn caller ->
    if not Ids.is_uuid(name) do
      failure(400, "invalid id")
    else
      case Issues.locate(context.db, name) do
        Err(error) -> internal(error)
        Ok(None) -> failure(404, "issue not found")
        Ok(Some((id, project_id))) -> do
          let project = Projects.find(context.db, project_id)
          belonging(context, request, caller, role, "issue", project, fn found ->
            handle(caller, found, id)
          end)
        end
      end
    end
  end)
end

## Handles a request about something of a project, which `find` finds, of a caller who may: otherwise `"<what> not found"`.
pub fn of_project(
  context :: Context,
  request :: Request,
  role :: Role,
  what :: String,
  find :: Fun() -> Result<Option<Project>, DbError>,
  handle :: Fun(Caller, Project) -> Response
) -> Response do
  asked(context, request, role, fn caller ->
    belonging(context, request, caller, role, what, find(), fn project ->
      handle(caller, project)
    end)
  end)
end

## Handles a request about the event `:event`, which its row or its client calls so, of a caller who may read it. Several projects
## may have been sent events of the same id: one that the caller sees comes first.
pub fn event(
  context :: Context,
  request :: Request,
  handle :: Fun(Place) -> Response
) -> Response do
  let name = named(request, "event")
  asked(context, request, Member, fn caller ->
    if Option.is_none(Ids.event_id(name)) do
      failure(400, "invalid id")
    else
      case EventPages.locate(context.db, name, user_of(caller)) do
        Err(error) -> internal(error)
        Ok(None) -> failure(404, "event not found")
        Ok(Some(place)) -> do
          let project = Projects.find(context.db, place.project_id)
          belonging(context, request, caller, Member, "event", project, fn _ -> handle(place) end)
        end
      end
    end
  end)
end

## Handles a request about the organization `:org` (id or slug) of a caller who may: with its id.
pub fn organization(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller, String) -> Response
) -> Response do
  asked(context, request, role, fn caller ->
    case Orgs.id_of(context.db, named(request, "org")) do
      Err(error) -> internal(error)
      Ok(None) -> failure(404, "organization not found")
      Ok(Some(id)) ->
        permitted(context, caller, id, role, "organization", fn -> handle(caller, id) end)
    end
  end)
end

## Handles a request of anybody who is signed in.
pub fn signed_in(
  context :: Context,
  request :: Request,
  handle :: Fun(Caller) -> Response
) -> Response do
  asked(context, request, Member, handle)
end

## The same of somebody whose token, if it is one, goes as far as the role: whether the person has it somewhere, the handler looks
## at.
pub fn with_scope(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller) -> Response
) -> Response do
  asked(context, request, role, handle)
end

## Whose things a caller sees: those of a user, or all (`None`).
pub fn sees(context :: Context, caller :: Caller) -> Option<String> do
  if context.config.auth == Open do None else user_of(caller) end
end

## Whether a caller has a role in an organization.
pub fn holds(
  context :: Context,
  caller :: Caller,
  org_id :: String,
  role :: Role
) -> Result<Bool, DbError> do
  case sees(context, caller) do
    None -> Ok(true)
    Some(user_id) -> do
      let held = Members.role_of(context.db, user_id, org_id)?
      Ok(
        Option.unwrap_or(
          Option.map(held, fn name -> rank(role_named(name)) >= rank(role) end),
          false
        )
      )
    end
  end
end

## Whether a caller may do what admins of an organization may, with the token that asks.
pub fn is_admin(context :: Context, caller :: Caller, org_id :: String) -> Result<Bool, DbError> do
  case caller do
    Program(_, _, scopes) when not List.contains(scopes, "admin") -> Ok(false)
    _ -> holds(context, caller, org_id, Admin)
  end
end

## Handles the request for a WebSocket about `:project` of a caller who may read it, from a page that may. The token may also
## stand in the query, since pages cannot send headers. Origins have been looked at: `Ws.upgrade_with` takes `origins: ["*"]`.
pub fn watcher(
  context :: Context,
  request :: Request,
  handle :: Fun(Caller, Project) -> Response
) -> Response do
  if Origins.is_ours(context.config, request) do
    let token = Option.or(token_of(request), Request.query(request, "token"))
    recognised(context, request, token, Member, fn caller ->
      found(context, request, caller, Member, handle)
    end)
  else
    failure(403, "foreign origin")
  end
end

fn named(request :: Request, param :: String) -> String =
  Option.unwrap_or(Request.param(request, param), "")

fn found(
  context :: Context,
  request :: Request,
  caller :: Caller,
  role :: Role,
  handle :: Fun(Caller, Project) -> Response
) -> Response do
  let project = Projects.find(context.db, named(request, "project"))
  belonging(context, request, caller, role, "project", project, fn found ->
    handle(caller, found)
  end)
end

# What belongs to the project that was found, if it was one of the organization that the path names.
fn belonging(
  context :: Context,
  request :: Request,
  caller :: Caller,
  role :: Role,
  what :: String,
  project :: Result<Option<Project>, DbError>,
  handle :: Fun(Project) -> Response
) -> Response do
  case Result.and_then(project, fn one -> of_named_org(context, request, one) end) do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "${what} not found")
    Ok(Some(found)) -> permitted(context, caller, found.org_id, role, what, fn -> handle(found) end)
  end
end

# Where the path has an `:org`, too, the project has to be one of it.
fn of_named_org(
  context :: Context,
  request :: Request,
  project :: Option<Project>
) -> Result<Option<Project>, DbError> do
  case Request.param(request, "org") do
    None -> Ok(project)
    Some(org) -> do
      let id = Orgs.id_of(context.db, org)?
      Ok(Option.filter(project, fn one -> Some(one.org_id) == id end))
    end
  end
end

# ---- who asks ---------------------------------------------------------------------------------------------------

# A request of somebody who is known, or of anybody while management is open, that no foreign page sent.
fn asked(
  context :: Context,
  request :: Request,
  role :: Role,
  handle :: Fun(Caller) -> Response
) -> Response do
  let bearer = Auth.bearer(request)
  let cookie = if Option.is_some(bearer) do None else Cookie.get(request, cookie_name()) end
  if Option.is_none(bearer) and not Origins.is_ours(context.config, request) do
    failure(403, "foreign origin")
  else if Option.is_some(cookie) and
      changes(request) and
      Result.is_err(is_meant(context, request)) do
    failure(403, unmeant())
  else
    recognised(context, request, Option.or(bearer, cookie), role, handle)
  end
end

## The name of the cookie with the token of a session.
pub fn cookie_name() -> String = "mesher_session"

## The token that a request carries, in `Authorization` or its cookie.
pub fn token_of(request :: Request) -> Option<String> do
  Option.or_else(Auth.bearer(request), fn -> Cookie.get(request, cookie_name()) end)
end

fn changes(request :: Request) -> Bool =
  not List.contains(["GET", "HEAD", "OPTIONS"], request.method)

fn unmeant() -> String = "X-Requested-With or a same-origin Origin is missing"

## Whether a page of this server's own, or a program, sent a change: forms of other sites' pages can say neither.
pub fn is_meant(context :: Context, request :: Request) -> Result<(), Refusal> do
  if Option.is_some(Request.header(request, "x-requested-with")) or
      Origins.is_from_own_page(context.config, request) do
    Ok(())
  else
    Err(Refused(403, unmeant()))
  end
end

## The id of the session that a request has; "" without one.
pub fn session_of(context :: Context, request :: Request) -> Result<String, DbError> do
  case token_of(request) do
    None -> Ok("")
    Some(token) ->
      Ok(
        Option.unwrap_or(
          Option.map(Sessions.known(context.db, token)?, fn known -> known.id end),
          ""
        )
      )
  end
end

fn recognised(
  context :: Context,
  request :: Request,
  token :: Option<String>,
  role :: Role,
  handle :: Fun(Caller) -> Response
) -> Response do
  case caller_of(context, token) do
    Err(error) -> internal(error)
    Ok(None) -> HTTP.with_header(failure(401, "unauthorized"), "www-authenticate", "Bearer")
    # A token that nobody has makes no page of another site one of ours.
    Ok(Some(Anyone)) when not Origins.is_ours(context.config, request) ->
      failure(403, "foreign origin")
    Ok(Some(caller)) ->
      if has_scope(context, request, caller, role) do
        private(handle(caller))
      else
        failure(403, "the token lacks the scope ${List.get(enough(context, request, role), 0)}")
      end
  end
end

# Nobody on the way keeps what is not for everybody, and no browser takes it for something else.
fn private(answer :: Response) -> Response do
  let is_told = List.any(answer.headers, fn((name, _)) -> name == "cache-control" end)
  let kept = if is_told do answer else HTTP.with_header(answer, "cache-control", "no-store") end
  HTTP.with_header(kept, "x-content-type-options", "nosniff")
end

## Who has a token; `None` for nobody who may ask.
pub fn caller_of(context :: Context, token :: Option<String>) -> Result<Option<Caller>, DbError> do
  let known = case token do
    Some(text) -> Sessions.known(context.db, text)?
    None -> None
  end
  case known do
    Some(Known { user_id: id, name: name, scopes: None }) -> Ok(Some(Person(id, name)))
    Some(Known { user_id: id, name: name, scopes: Some(scopes) } as program) -> do
      Sessions.touch_token(context.db, program)
      Ok(Some(Program(id, name, String.words(scopes))))
    end
    None -> Ok(if is_open(context)? do Some(Anyone) else None end)
  end
end

## Whether anybody may manage.
pub fn is_open(context :: Context) -> Result<Bool, DbError> do
  case context.config.auth do
    Open -> Ok(true)
    Required -> Ok(false)
    Auto -> Ok(not Users.any(context.db)?)
  end
end

# ---- what one may -----------------------------------------------------------------------------------------------

# Who is no member learns nothing: not even that there is such a thing.
fn permitted(
  context :: Context,
  caller :: Caller,
  org_id :: String,
  role :: Role,
  what :: String,
  handle :: Fun() -> Response
) -> Response do
  case sees(context, caller) do
    None -> handle()
    Some(user_id) ->
      case Members.role_of(context.db, user_id, org_id) do
        Err(error) -> internal(error)
        Ok(None) -> failure(404, "${what} not found")
        Ok(Some(held)) ->
          if rank(role_named(held)) >= rank(role) do
            handle()
          else
            failure(403, "${role_name(role)} is needed")
          end
      end
  end
end

fn rank(role :: Role) -> Int do
  case role do
    Member -> 0
    Admin -> 1
    Owner -> 2
  end
end

fn role_name(role :: Role) -> String do
  case role do
    Member -> "a member"
    Admin -> "an admin"
    Owner -> "an owner"
  end
end

## The role that a text names; what is not known is the least.
pub fn role_named(name :: String) -> Role do
  case name do
    "owner" -> Owner
    "admin" -> Admin
    _ -> Member
  end
end

## What tokens may be made for: reading; changing the state of issues; releases and their files; everything that their user may.
pub fn scopes() -> List<String> = ["read", "write", "releases", "admin"]

fn has_scope(context :: Context, request :: Request, caller :: Caller, role :: Role) -> Bool do
  case caller do
    Program(_, _, scopes) ->
      List.any(enough(context, request, role), fn scope -> List.contains(scopes, scope) end)
    _ -> true
  end
end

# The scopes of which one is enough, the least first.
fn enough(context :: Context, request :: Request, role :: Role) -> List<String> do
  case (context.kind, role) do
    (_, Member) when not changes(request) -> scopes()
    (Building, Member) -> ["releases", "write", "admin"]
    (Building, _) -> ["releases", "admin"]
    (Managing, Member) -> ["write", "admin"]
    (Managing, _) -> ["admin"]
  end
end
