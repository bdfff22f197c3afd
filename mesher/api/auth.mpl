##! Signing up, in and out, and who one is.

from Api.Context import Context, failure, success
from Api.Guard import Caller, Role
from Api.Input import Refusal
from Storage.Invitations import Invitation
import Api.Guard
import Api.Input
import Api.Origins
import Api.Passwords
import Api.Trail
import Configuration
import Names
import Storage.Accounts
import Storage.Clock
import Storage.Invitations
import Storage.Members
import Storage.Sessions
import Storage.Users

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_post_raw("/api/v1/auth/login", fn request -> ours(context, request, login) end)
    |> HTTP.on_post_raw("/api/v1/auth/logout", fn request -> ours(context, request, logout) end)
    |> HTTP.on_post_raw("/api/v1/auth/setup", fn request -> ours(context, request, setup) end)
    |> HTTP.on_post_raw("/api/v1/auth/register", fn request -> register(context, request) end)
    |> HTTP.on_post_raw("/api/v1/auth/invitation", fn request ->
      ours(context, request, invitation)
    end)
    |> HTTP.on_post_raw("/api/v1/auth/accept", fn request -> ours(context, request, accept) end)
    |> HTTP.on_get("/api/v1/auth/me", fn request ->
      Guard.signed_in(context, request, fn caller -> me(context, caller) end)
    end)
    |> HTTP.on_post_raw("/api/v1/auth/me", fn request -> of_person(context, request, rename) end)
    |> HTTP.on_post_raw("/api/v1/auth/password", fn request ->
      of_person(context, request, change_password)
    end)
    |> HTTP.on_get("/api/v1/auth/sessions", fn request -> of_person(context, request, sessions) end)
    |> HTTP.on_post_raw("/api/v1/auth/sessions/:session/revoke", fn request ->
      of_person(context, request, end_session)
    end)
end

# For those who have no session yet: no page of another site may do it for them.
fn ours(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request) -> Result<Response, Refusal>
) -> Response do
  if Origins.is_ours(context.config, request) do
    Input.answer(handle(context, request))
  else
    failure(403, "foreign origin")
  end
end

# For people: tokens of programs change nothing about who may sign in.
fn of_person(
  context :: Context,
  request :: Request,
  handle :: Fun(Context, Request, String) -> Result<Response, Refusal>
) -> Response do
  Guard.signed_in(context, request, fn caller ->
    case caller do
      Person(user_id, _) -> Input.answer(handle(context, request, user_id))
      _ -> failure(403, "a session is needed")
    end
  end)
end

# ---- in and out -------------------------------------------------------------------------------------------------

# `POST /api/v1/auth/login`
fn login(context :: Context, request :: Request) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let (email, password) = (Input.required(body, "email")?, Input.required(body, "password")?)
  case Passwords.check(context, request, email, password)? do
    None -> do
      # Without the e-mail address: people type their password there, too.
      Log.warn("a sign-in failed", json { address: Input.address(context.config, request) })
      Err(Refused(401, "authentication failed"))
    end
    Some(user) -> do
      Trail.note(
        context,
        request,
        Person(user.id, user.display_name),
        (None, None),
        "login",
        user.id,
        json {}
      )
      opened(context, request, user.id, 200, %{})
    end
  end
end

# A session, always a new one, in place of the one that the request has.
fn opened(
  context :: Context,
  request :: Request,
  user_id :: String,
  status :: Int,
  fields :: Map<String, Json>
) -> Result<Response, Refusal> do
  case Cookie.get(request, Guard.cookie_name()) do
    Some(old) -> Sessions.close(context.db, old)?
    None -> ()
  end
  let agent = Option.unwrap_or(Request.header(request, "user-agent"), "")
  let (token, expires) =
    Sessions.open(context.db, user_id, Input.address(context.config, request), agent)?
  let all = fields
    |> Map.put("token", JsonString(token))
    |> Map.put("expires_at", JsonString(Clock.shown(expires)))
  let seconds = (expires - Clock.now()) / 1000000
  let kept = %{cookie(context, request) | value: token, max_age: Some(seconds)}
  Ok(private(Cookie.set(HTTP.response(status, Json.encode(JsonObject(all))), kept)))
end

fn cookie(context :: Context, request :: Request) -> Cookie do
  let secure = Request.is_secure(request) or String.starts_with(context.config.public_url, "https:")
  %{Cookie.new(Guard.cookie_name(), "") | secure: secure}
end

# Nobody on the way keeps it.
fn private(answer :: Response) -> Response = HTTP.with_header(answer, "cache-control", "no-store")

# `POST /api/v1/auth/logout`
fn logout(context :: Context, request :: Request) -> Result<Response, Refusal> do
  if Option.is_none(Auth.bearer(request)) do
    Guard.is_meant(context, request)?
  end
  case Guard.token_of(request) do
    Some(token) -> Sessions.close(context.db, token)?
    None -> ()
  end
  Ok(Cookie.remove(Input.done(), cookie(context, request)))
end

# ---- new users --------------------------------------------------------------------------------------------------

struct NewUser do
  email :: String
  password_hash :: String
  display_name :: String
end

fn new_user(body :: Json, email :: String) -> Result<NewUser, Refusal> do
  let password = Input.required(body, "password")?
  let email = Users.canonical(email)
  if not Configuration.is_email(email) do
    Err(Refused(400, "email must be an e-mail address"))
  else
    let name = Option.unwrap_or(Input.text_of(body, "display_name")?, Accounts.name_in(email))
    let display_name = Names.title(name, "display_name", 100)?
    Ok(NewUser {
      email: email,
      password_hash: Passwords.hashed(password)?,
      display_name: display_name
    })
  end
end

# `POST /api/v1/auth/register`: the first user, who becomes the owner, while management is open; later ones are added by those who
# may.
fn register(context :: Context, request :: Request) -> Response do
  Guard.with_scope(context, request, Admin, fn caller ->
    Input.answer(registered(context, request, caller))
  end)
end

fn registered(
  context :: Context,
  request :: Request,
  caller :: Caller
) -> Result<Response, Refusal> do
  may_register(context, caller)?
  let body = Input.object(request)?
  let new = new_user(body, Input.required(body, "email")?)?
  let outcome = Db.transaction(context.db, fn tx ->
    let id = Users.create(tx, new.email, new.password_hash, new.display_name)?
    let first = Members.claim_ownership(tx, id)?
    # Somebody else was the first meanwhile, so nobody may do this without a session any more.
    if first or caller != Anyone or context.config.auth == Configuration.Auth.Open do
      Ok(id)
    else
      Err(DbError.Other("late", ""))
    end
  end)
  case outcome do
    Err(Other("late", _)) -> Err(Refused(401, "unauthorized"))
    other -> do
      let id = Input.unique(other, "email already registered")?
      let who = if caller == Anyone do Person(id, new.display_name) else caller end
      Trail.note(context, request, who, (None, None), "user.create", id, json { email: new.email })
      Ok(HTTP.response(201, Json.encode(json { id: id })))
    end
  end
end

fn may_register(context :: Context, caller :: Caller) -> Result<(), Refusal> do
  case Guard.sees(context, caller) do
    None -> Ok(())
    Some(id) -> do
      let may = Members.has_role(context.db, id, ["owner", "admin"])?
      if may do Ok(()) else Err(Refused(403, "an admin is needed")) end
    end
  end
end

# `POST /api/v1/auth/setup`: the first owner, by the link that the start printed.
fn setup(context :: Context, request :: Request) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let token = Input.required(body, "token")?
  # Nothing that takes long for those who have no link.
  if not Invitations.has_setup(context.db, token)? do
    Err(Refused(403, "the link is used or over"))
  else
    let new = new_user(body, Input.required(body, "email")?)?
    let outcome = Db.transaction(context.db, fn tx ->
      if Invitations.take_setup(tx, token)? do
        let id = Users.create(tx, new.email, new.password_hash, new.display_name)?
        if Members.claim_ownership(tx, id)? do Ok(id) else Err(DbError.Other("late", "")) end
      else
        Err(DbError.Other("late", ""))
      end
    end)
    case outcome do
      Err(Other("late", _)) -> Err(Refused(403, "the link is used or over"))
      other -> do
        let id = Input.unique(other, "email already registered")?
        Trail.note(
          context,
          request,
          Person(id, new.display_name),
          (None, None),
          "user.setup",
          id,
          json { email: new.email }
        )
        opened(context, request, id, 201, %{"id" => JsonString(id)})
      end
    end
  end
end

# ---- invitations ------------------------------------------------------------------------------------------------

# `POST /api/v1/auth/invitation`: what a link invites to. The token is not in the path, which is written down in many places.
fn invitation(context :: Context, request :: Request) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let found =
    Input.there(Invitations.by_token(context.db, Input.required(body, "token")?)?, "invitation")?
  let known = Option.is_some(Users.by_email(context.db, found.email)?)
  Ok(private(success(json {
    org_name: found.org_name,
    email: found.email,
    role: found.role,
    has_account: known
  })))
end

# `POST /api/v1/auth/accept`: a new user, or one who proves to be it by the password.
fn accept(context :: Context, request :: Request) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let found =
    Input.there(Invitations.by_token(context.db, Input.required(body, "token")?)?, "invitation")?
  let password = Input.required(body, "password")?
  let joined = case Users.by_email(context.db, found.email)? do
    None -> do
      let new = new_user(body, found.email)?
      Db.transaction(context.db, fn tx ->
        let id = Users.create(tx, new.email, new.password_hash, new.display_name)?
        join(tx, id, found)
      end)
    end
    Some(_) ->
      case Passwords.check(context, request, found.email, password)? do
        None -> return Err(Refused(401, "authentication failed"))
        Some(user) -> Db.transaction(context.db, fn tx -> join(tx, user.id, found) end)
      end
  end
  case joined do
    Err(Other("late", _)) -> Err(Refused(404, "invitation not found"))
    other -> do
      let id = Input.unique(other, "already a member")?
      let place = (Some(found.org_id), None)
      Trail.note(context, request, Person(id, found.email), place, "member.join", id, json {
        role: found.role
      })
      opened(context, request, id, 200, %{
        "id" => JsonString(id),
        "org_id" => JsonString(found.org_id)
      })
    end
  end
end

# `Other("late", _)` when somebody has used the invitation meanwhile.
fn join(tx :: Db, user_id :: String, invitation :: Invitation) -> Result<String, DbError> do
  if Invitations.take(tx, invitation.id)? do
    Members.add(tx, user_id, invitation.org_id, invitation.role)?
    Ok(user_id)
  else
    Err(DbError.Other("late", ""))
  end
end

# ---- oneself ----------------------------------------------------------------------------------------------------

# `GET /api/v1/auth/me`: no user where management is open and nobody has signed in.
fn me(context :: Context, caller :: Caller) -> Response do
  Input.answer(described(context, caller))
end

fn described(context :: Context, caller :: Caller) -> Result<Response, Refusal> do
  let (user, memberships) = case Guard.user_of(caller) do
    None -> (None, [])
    Some(id) -> (Users.find(context.db, id)?, Members.of_user(context.db, id)?)
  end
  let scopes = case caller do
    Program(_, _, scopes) -> Some(scopes)
    _ -> None
  end
  let is_open = Guard.is_open(context)?
  Ok(private(success(json { user: user, memberships: memberships, scopes: scopes, open: is_open })))
end

# `POST /api/v1/auth/me`: another shown name.
fn rename(context :: Context, request :: Request, user_id :: String) -> Result<Response, Refusal> do
  let name =
    Names.title(Input.required(Input.object(request)?, "display_name")?, "display_name", 100)?
  Ok(Input.affected(Users.rename(context.db, user_id, name)?))
end

# `POST /api/v1/auth/password`: ends all other sessions.
fn change_password(
  context :: Context,
  request :: Request,
  user_id :: String
) -> Result<Response, Refusal> do
  let body = Input.object(request)?
  let (current, new) = (
    Input.required(body, "current_password")?,
    Input.required(body, "password")?
  )
  let user = Input.there(Users.find(context.db, user_id)?, "user")?
  case Passwords.check(context, request, user.email, current)? do
    None -> Err(Refused(403, "the current password is another one"))
    Some(_) -> do
      let hash = Passwords.hashed(new)?
      let session = Guard.session_of(context, request)?
      Db.transaction(context.db, fn tx ->
        Users.set_password(tx, user_id, hash)?
        Sessions.close_others(tx, user_id, session)
      end)?
      Trail.note(
        context,
        request,
        Person(user_id, user.display_name),
        (None, None),
        "user.password",
        user_id,
        json {}
      )
      Ok(Input.done())
    end
  end
end

# `GET /api/v1/auth/sessions`
fn sessions(
  context :: Context,
  request :: Request,
  user_id :: String
) -> Result<Response, Refusal> do
  let current = Guard.session_of(context, request)?
  let shown = List.map(Sessions.of_user(context.db, user_id)?, fn one ->
    json {
      id: one.id,
      address: one.address,
      user_agent: one.user_agent,
      created_at: Clock.shown(one.created_at),
      expires_at: Clock.shown(one.expires_at),
      current: one.id == current
    }
  end)
  Ok(private(success(shown)))
end

# `POST /api/v1/auth/sessions/:session/revoke`
fn end_session(
  context :: Context,
  request :: Request,
  user_id :: String
) -> Result<Response, Refusal> do
  let id = Option.unwrap_or(Request.param(request, "session"), "")
  Ok(Input.affected(Sessions.revoke(context.db, user_id, id)?))
end
