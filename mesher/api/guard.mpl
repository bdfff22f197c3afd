##! Who asks, and what that person may do. Every handler that is not for clients of the SDKs, health or pages begins here.

from Api.Context import Context, failure, internal
from Ingestion.Ids import is_uuid
from Storage.Projects import Project
import Storage.Issues
import Storage.Projects

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
end deriving(Eq, Debug)

## The user behind a request, for histories.
pub fn user_of(caller :: Caller) -> Option<String> do
  case caller do
    Anyone -> None
    Person(id, _) | Program(id, _, _) -> Some(id)
  end
end

## Handles a request about `:project` (id, slug or number) of a caller who may.
pub fn project(context :: Context, request :: Request, _role :: Role, handle :: Fun(Caller, Project) -> Response) -> Response do
  case Projects.find(context.db, Option.unwrap_or(Request.param(request, "project"), "")) do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "project not found")
    Ok(Some(project)) -> handle(Anyone, project)
  end
end

## Handles a request about the issue `:id` of a caller who may: with its project and its id.
pub fn issue(
  context :: Context,
  request :: Request,
  _role :: Role,
  handle :: Fun(Caller, Project, String) -> Response
) -> Response do
  let id = String.to_lower(Option.unwrap_or(Request.param(request, "id"), ""))
  if not is_uuid(id) do
    failure(400, "invalid id")
  else
    case Issues.project_of(context.db, id) do
      Err(error) -> internal(error)
      Ok(None) -> failure(404, "issue not found")
      Ok(Some(project)) -> handle(Anyone, project, id)
    end
  end
end

## Handles a request about the organization `:org` (id or slug) of a caller who may: with its id.
pub fn organization(context :: Context, request :: Request, _role :: Role, handle :: Fun(Caller, String) -> Response) -> Response do
  let name = Option.unwrap_or(Request.param(request, "org"), "")
  let found :: Result<Option<String>, DbError> = Db.first(context.db, sql"SELECT id FROM organizations WHERE id = ${name} OR slug = ${name}")
  case found do
    Err(error) -> internal(error)
    Ok(None) -> failure(404, "organization not found")
    Ok(Some(id)) -> handle(Anyone, id)
  end
end

## Handles a request of anybody who is signed in.
pub fn signed_in(_context :: Context, _request :: Request, handle :: Fun(Caller) -> Response) -> Response = handle(Anyone)
