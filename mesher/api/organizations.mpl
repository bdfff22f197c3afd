##! Organizations.

from Api.Context import Context, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Orgs import End
import Api.Guard
import Api.Input
import Api.Trail
import Names
import Slugs
import Storage.Members
import Storage.Orgs

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/orgs", fn request ->
      Guard.signed_in(context, request, fn caller -> list(context, caller) end)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs", fn request ->
      Guard.with_scope(context, request, Owner, fn caller ->
        Input.answer(create(context, request, caller))
      end)
    end)
    |> HTTP.on_get("/api/v1/orgs/:org", fn request ->
      Guard.organization(context, request, Member, fn _, id -> Input.answer(show(context, id)) end)
    end)
    |> HTTP.on_post_raw("/api/v1/orgs/:org", fn request ->
      Guard.organization(context, request, Owner, fn caller, id ->
        Input.answer(change(context, request, caller, id))
      end)
    end)
    |> HTTP.on_post("/api/v1/orgs/:org/delete", fn request ->
      Guard.organization(context, request, Owner, fn caller, id ->
        Input.answer(delete(context, request, caller, id))
      end)
    end)
end

fn list(context :: Context, caller :: Caller) -> Response do
  Input.answer(listed(context, caller))
end

fn listed(context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  Ok(success(Orgs.visible_to(context.db, Guard.sees(context, caller))?))
end

fn show(context :: Context, id :: String) -> Result<Response, Refusal> do
  Ok(success(Input.there(Orgs.find(context.db, id)?, "organization")?))
end

# `POST /api/v1/orgs`: by an owner of another one, who owns the new one.
fn create(context :: Context, request :: Request, caller :: Caller) -> Result<Response, Refusal> do
  let user = Guard.user_of(caller)
  let may = case Guard.sees(context, caller) do
    Some(id) -> Members.has_role(context.db, id, ["owner"])?
    None -> true
  end
  if not may do
    Err(Refused(403, "an owner is needed"))
  else
    let body = Input.object(request)?
    let name = Names.title(Input.required(body, "name")?, "name", 100)?
    let slug = Names.slug(Option.unwrap_or(Input.text_of(body, "slug")?, Slugs.of(name)))?
    let outcome = Db.transaction(context.db, fn tx ->
      let id = Orgs.create(tx, name, slug)?
      case user do
        Some(user_id) -> Result.map(Members.add(tx, user_id, id, "owner"), fn _ -> id end)
        None -> Ok(id)
      end
    end)
    let id = Input.unique(outcome, "slug is taken")?
    Trail.note(
      context,
      request,
      caller,
      (Some(id), None),
      "org.create",
      id,
      json { name: name, slug: slug }
    )
    Ok(HTTP.response(201, Json.encode(json { id: id, slug: slug })))
  end
end

# `POST /api/v1/orgs/:org/delete`: when its projects are gone.
fn delete(
  context :: Context,
  request :: Request,
  caller :: Caller,
  id :: String
) -> Result<Response, Refusal> do
  let org = Input.there(Orgs.find(context.db, id)?, "organization")?
  case Orgs.delete(context.db, id)? do
    HasProjects ->
      Err(
        Refused(
          409,
          "its projects have to be deleted first, and their data gone, which takes a moment"
        )
      )
    IsLast -> Err(Refused(409, "the last organization stays"))
    Ended -> do
      Trail.note(
        context,
        request,
        caller,
        (Some(id), None),
        "org.delete",
        id,
        json { name: org.name, slug: org.slug }
      )
      Ok(Input.affected(1))
    end
  end
end

# `POST /api/v1/orgs/:org`: another name, another slug.
fn change(
  context :: Context,
  request :: Request,
  caller :: Caller,
  id :: String
) -> Result<Response, Refusal> do
  let org = Input.there(Orgs.find(context.db, id)?, "organization")?
  let body = Input.object(request)?
  let name = Names.title(Option.unwrap_or(Input.text_of(body, "name")?, org.name), "name", 100)?
  let slug = Names.slug(Option.unwrap_or(Input.text_of(body, "slug")?, org.slug))?
  let count = Input.unique(Orgs.change(context.db, id, name, slug), "slug is taken")?
  Trail.note(
    context,
    request,
    caller,
    (Some(id), None),
    "org.change",
    id,
    json { name: name, slug: slug }
  )
  Ok(Input.affected(count))
end
