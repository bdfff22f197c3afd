##! API tokens: what programs carry instead of a session, with some of their user's rights.

from Api.Context import Context, failure, success
from Api.Guard import Caller
from Api.Input import Refusal
from Storage.Sessions import ApiToken
import Api.Guard
import Api.Input
import Api.Trail
import Names
import Storage.Clock
import Storage.Sessions

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/auth/tokens", fn request -> of_person(context, request, list) end)
    |> HTTP.on_post_raw("/api/v1/auth/tokens", fn request ->
      of_person(context, request, create)
    end)
    |> HTTP.on_post_raw("/api/v1/auth/tokens/:token/revoke", fn request ->
      of_person(context, request, revoke)
    end)
end

# A token makes no tokens: it cannot give itself more time or rights.
fn of_person(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, Caller) -> Result<Response, Refusal>
) -> Response do
  Guard.signed_in(context, request, fn caller ->
    case caller do
      Person(_, _) -> Input.answer(handle(context, request, caller))
      _ -> failure(403, "a session is needed")
    end
  end)
end

fn id_of(caller :: Caller) -> String = Option.unwrap_or(Guard.user_of(caller), "")

fn list(context :: Context, _request :: Request, caller :: Caller) -> Result<Response, Refusal> do
  Ok(success(List.map(Sessions.tokens(context.db, id_of(caller))?, shown)))
end

fn shown(token :: ApiToken) -> Json do
  json {
    id: token.id,
    name: token.name,
    scopes: String.words(token.scopes),
    created_at: Clock.shown(token.created_at),
    expires_at: Option.map(token.expires_at, Clock.shown),
    last_used_at: Option.map(token.last_used_at, Clock.shown)
  }
end

fn create(context :: Context, request :: Request, caller :: Caller) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let name = Names.title(Input.required(body, "name")?, "name", 100)?
  let scopes = scopes_of(body)?
  let days = Input.number_of(body, "expires_in_days", 1, 3650)?
  let expires = Option.map(Option.unwrap_or(days, None), fn count ->
    Clock.now() + count * 24 * 3600 * 1000000
  end)
  if List.length(Sessions.tokens(context.db, id_of(caller))?) >= Sessions.most_tokens() do
    return Err(Refused(409, "there are ${Sessions.most_tokens()} tokens already"))
  end
  let (id, token) =
    Sessions.create_token(context.db, id_of(caller), name, String.join(scopes, " "), expires)?
  Trail.note(
    context,
    request,
    caller,
    (None, None),
    "token.create",
    id,
    json { name: name, scopes: scopes }
  )
  let answer = HTTP.response(201, Json.encode(json { id: id, token: token, scopes: scopes }))
  Ok(HTTP.with_header(answer, "cache-control", "no-store"))
end

fn scopes_of(body :: Json) -> Result<List<String>, Refusal> do
  let known = Guard.scopes()
  let given :: Result<Option<List<String>>, String> = Json.optional(body, ["scopes"])
  case given do
    Ok(Some(scopes)) when not List.is_empty(scopes) and
      List.all(scopes, fn scope -> List.contains(known, scope) end) -> Ok(List.unique(scopes))
    _ -> Err(Refused(400, "scopes must be a list of ${String.join(known, ", ")}"))
  end
end

fn revoke(context :: Context, request :: Request, caller :: Caller) -> Result<Response, Refusal> do
  let id = Option.unwrap_or(Request.param(request, "token"), "")
  let count = Sessions.revoke_token(context.db, id_of(caller), id)?
  if count > 0 do
    Trail.note(context, request, caller, (None, None), "token.revoke", id, json {})
  end
  Ok(Input.affected(count))
end
