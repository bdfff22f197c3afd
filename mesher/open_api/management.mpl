##! Accounts, organizations, projects, keys and settings for the OpenAPI document.

from OpenApi.Forms import (
  Operation,
  text,
  number,
  real,
  truth,
  time,
  uuid,
  one_of,
  list,
  or_null,
  object,
  options,
  affected,
  read,
  act,
  send_to,
  create,
  asking
)

pub fn operations() -> List<Operation> = accounts() ++ organizations() ++ projects() ++ keys()

fn done() -> Json = object([("status", one_of(["ok"]))])

fn role() -> Json = one_of(["owner", "admin", "member"])

fn session() -> List<(String, Json)> = [("token", text()), ("expires_at", time())]

fn accounts() -> List<Operation> do
  let path = fn name -> "/api/v1/auth/${name}" end
  let login = object([("email", text()), ("password", text())])
  let person = object([("id", uuid()), ("email", text()), ("display_name", text())])
  let membership =
    object([("org_id", uuid()), ("org_name", text()), ("org_slug", text()), ("role", role())])
  let me = object([
    ("user", or_null(person)),
    ("memberships", list(membership)),
    ("scopes", or_null(list(text()))),
    ("open", truth())
  ])
  let setup =
    options([("token", text()), ("email", text()), ("password", text()), ("display_name", text())])
  let token =
    object([("id", uuid()), ("name", text()), ("scopes", list(text())), ("created_at", time())])
  let one = object([
    ("id", uuid()),
    ("address", text()),
    ("user_agent", text()),
    ("created_at", time()),
    ("expires_at", time()),
    ("current", truth())
  ])
  [
    send_to("Accounts", path("login"), "Sign in", login, object(session())),
    act("Accounts", path("logout"), "Sign out", done()),
    create(
      "Accounts",
      path("setup"),
      "Make the first owner",
      setup,
      object([("id", uuid())] ++ session())
    ),
    create("Accounts", path("register"), "Add a user", setup, object([("id", uuid())])),
    send_to(
      "Accounts",
      path("invitation"),
      "What an invitation is for",
      options([("token", text())]),
      options([])
    ),
    send_to(
      "Accounts",
      path("accept"),
      "Accept an invitation",
      setup,
      object([("id", uuid()), ("org_id", uuid())] ++ session())
    ),
    read("Accounts", path("me"), "Who asks", me),
    send_to(
      "Accounts",
      path("me"),
      "Change one's shown name",
      options([("display_name", text())]),
      affected()
    ),
    send_to(
      "Accounts",
      path("password"),
      "Change one's password",
      options([("current_password", text()), ("password", text())]),
      options([])
    ),
    read("Accounts", path("sessions"), "One's sessions", list(one)),
    act("Accounts", path("sessions/:session/revoke"), "End a session", affected()),
    read("Accounts", path("tokens"), "One's API tokens", list(token)),
    create(
      "Accounts",
      path("tokens"),
      "Make an API token",
      options([("name", text()), ("scopes", list(text())), ("expires_in_days", number())]),
      object([("id", uuid()), ("token", text())])
    ),
    act("Accounts", path("tokens/:token/revoke"), "End an API token", affected())
  ]
end

fn organizations() -> List<Operation> do
  let path = fn name -> "/api/v1/orgs/:org${name}" end
  let org = object([("id", uuid()), ("name", text()), ("slug", text())])
  let member = object([
    ("id", uuid()),
    ("user_id", uuid()),
    ("email", text()),
    ("display_name", text()),
    ("role", role()),
    ("joined_at", time())
  ])
  let invitation = object([
    ("id", uuid()),
    ("email", text()),
    ("role", role()),
    ("created_at", time()),
    ("expires_at", time())
  ])
  let named = options([("name", text()), ("slug", text())])
  [
    read("Organizations", "/api/v1/orgs", "Organizations of who asks", list(org)),
    create(
      "Organizations",
      "/api/v1/orgs",
      "Add an organization",
      named,
      object([("id", uuid()), ("slug", text())])
    ),
    read("Organizations", path(""), "An organization", org),
    send_to("Organizations", path(""), "Change its name", named, affected()),
    act("Organizations", path("/delete"), "Delete it, when its projects are gone", affected()),
    act("Organizations", path("/leave"), "Leave it", affected()),
    read("Organizations", path("/members"), "Its members", list(member)),
    create(
      "Organizations",
      path("/members"),
      "Add a member",
      options([("user_id", uuid()), ("role", role())]),
      object([("id", uuid())])
    ),
    send_to(
      "Organizations",
      path("/members/:member/role"),
      "Change a role",
      options([("role", role())]),
      affected()
    ),
    act("Organizations", path("/members/:member/remove"), "Remove a member", affected()),
    read("Organizations", path("/invitations"), "Invitations that are open", list(invitation)),
    create(
      "Organizations",
      path("/invitations"),
      "Invite somebody",
      options([("email", text()), ("role", role())]),
      object([("id", uuid()), ("url", text())])
    ),
    act(
      "Organizations",
      path("/invitations/:invitation/revoke"),
      "Take an invitation back",
      affected()
    ),
    read(
      "Organizations",
      path("/audit"),
      "What was done",
      object([("data", list(options([]))), ("has_more", truth())])
    )
      |> asking([("cursor", text()), ("limit", number())])
  ]
end

fn project() -> Json do
  object([
    ("id", uuid()),
    ("number", number()),
    ("org_id", uuid()),
    ("name", text()),
    ("slug", or_null(text())),
    ("platform", or_null(text())),
    ("created_at", time()),
    ("dsn", or_null(text()))
  ])
end

fn projects() -> List<Operation> do
  let path = fn name -> "/api/v1/projects/:project${name}" end
  let wish = options([("name", text()), ("platform", text()), ("slug", text())])
  let made = object([
    ("id", uuid()),
    ("number", number()),
    ("slug", or_null(text())),
    ("key_value", text()),
    ("dsn", text())
  ])
  let settings = [
    ("retention_days", number()),
    ("retention_bytes", or_null(number())),
    ("sample_rate", real()),
    ("transactions_sample", real()),
    ("rate_limit", or_null(number())),
    ("allowed_origins", list(text()))
  ]
  [
    read("Projects", "/api/v1/projects", "Projects of who asks", list(project())),
    read("Projects", "/api/v1/orgs/:org/projects", "Projects of an organization", list(project())),
    create("Projects", "/api/v1/orgs/:org/projects", "Add a project", wish, made),
    read("Projects", path(""), "A project", project()),
    send_to("Projects", path(""), "Change its name", wish, affected()),
    act("Projects", path("/delete"), "Delete it", affected()),
    read("Projects", path("/settings"), "Its settings", options(settings)),
    send_to("Projects", path("/settings"), "Change its settings", options(settings), affected()),
    read(
      "Projects",
      path("/storage"),
      "What it takes",
      object([("event_count", number()), ("estimated_bytes", number())])
    )
  ]
end

fn keys() -> List<Operation> do
  let path = fn name -> "/api/v1/api-keys/:key${name}" end
  let key = object([
    ("id", uuid()),
    ("project_id", uuid()),
    ("key_value", text()),
    ("label", text()),
    ("created_at", time()),
    ("revoked_at", or_null(time()))
  ])
  let wish =
    options([("label", text()), ("rate_limit", number()), ("allowed_origins", list(text()))])
  let made = object([("id", uuid()), ("key_value", text()), ("dsn", text())])
  [
    read("Keys", "/api/v1/projects/:project/api-keys", "Keys of a project", list(key)),
    create("Keys", "/api/v1/projects/:project/api-keys", "Add a key", wish, made),
    send_to("Keys", path(""), "Change a key", wish, affected()),
    create("Keys", path("/rotate"), "Put a new key in its place", options([]), made),
    act("Keys", path("/revoke"), "End a key", affected())
  ]
end
