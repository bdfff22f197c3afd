##! What the services promise that no route shows yet.

from Services.OrgService import OrgService
from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter
from Services.StreamManager import StreamManager
from Services.UserService import UserService
import Storage.Schema

fn main() -> Result<(), String> do
  let db = Schema.connect(":memory:", false)?
  Schema.migrate(db)?
  let orgs = OrgService.start(db)
  let org = OrgService.create_org(orgs, "Zeta", "zeta")?
  OrgService.create_org(orgs, "Alpha", "alpha")?
  println("orgs ${for one in OrgService.list_orgs(orgs)? do one.name end}")
  println("org ${Option.is_some(OrgService.get_org(orgs, org)?)} ${OrgService.get_org(orgs, "x")?}")
  println("slug taken ${Result.is_err(OrgService.create_org(orgs, "Zeta", "zeta"))}")
  projects(db, org)?
  users(db, org)?
  limits()
  streams()
  Ok(())
end

fn projects(db :: Db, org :: String) -> Result<(), String> do
  let projects = ProjectService.start(db)
  let id = ProjectService.create_project(projects, org, "Shop", "python")?
  ProjectService.create_project(projects, org, "Blog", "")?
  let listed = ProjectService.list_projects_by_org(projects, org)?
  println("projects ${for one in listed do "${one.name} ${one.number}" end}")
  println("by number ${for one in [ProjectService.get_project(projects, "1")?] do Option.is_some(one) end}")
  let key = ProjectService.create_api_key(projects, id, "default")?
  println("key ${Regex.is_match(~r/^mshr_[0-9a-f]{48}$/, key)}")
  println("known ${Option.is_some(ProjectService.get_project_by_api_key(projects, key)?)}")
  let id :: String = Db.value(db, sql"SELECT id FROM api_keys")?
  println("revoked ${ProjectService.revoke_api_key(projects, id)?}")
  println("still known ${Option.is_some(ProjectService.get_project_by_api_key(projects, key)?)}")
  Ok(())
end

fn users(db :: Db, org :: String) -> Result<(), String> do
  let users = UserService.start(db)
  let ana = UserService.register(users, "ana@example.test", "correct horse", "Ana")?
  println("again ${UserService.register(users, "ANA@example.test", "correct horse", "Ana")}")
  println("wrong ${UserService.login(users, "ana@example.test", "wrong horse")}")
  println("unknown ${UserService.login(users, "bob@example.test", "correct horse")}")
  let token = UserService.login(users, "ana@example.test", "correct horse")?
  println("token ${Regex.is_match(~r/^[0-9a-f]{64}$/, token)}")
  println("session ${for one in [UserService.validate_session(users, token)?] do Option.map(one, fn user -> user.email end) end}")
  println("other session ${UserService.validate_session(users, "x")?}")
  let stored :: String = Db.value(db, sql"SELECT password_hash FROM users")?
  println("argon2id ${String.starts_with(stored, "$argon2id$")}")
  let plain :: Int = Db.value(db, sql"SELECT count(*) FROM sessions WHERE token_hash = ${token}")?
  println("tokens are hashed ${plain == 0}")
  UserService.add_member(users, ana, org, "owner")?
  println("role ${UserService.add_member(users, ana, org, "king")}")
  println("twice ${Result.is_err(UserService.add_member(users, ana, org, "member"))}")
  println("members ${for one in UserService.get_members(users, org)? do "${one.email} ${one.role}" end}")
  println("user ${Option.map(UserService.get_user(users, ana)?, fn user -> user.display_name end)}")
  println("logout ${UserService.logout(users, token)?} ${UserService.logout(users, token)?}")
  println("session over ${UserService.validate_session(users, token)?}")
  Ok(())
end

fn limits() -> () do
  let limiter = RateLimiter.start(2, 60)
  println("limits ${for _ in 0..3 do RateLimiter.check_limit(limiter, "a") end} ${RateLimiter.check_limit(limiter, "b")}")
  println("own limit ${for _ in 0..4 do RateLimiter.take(limiter, "c", Some(3)).allowed end}")
  RateLimiter.reset_window(limiter)
  println("next window ${RateLimiter.check_limit(limiter, "a")}")
end

fn streams() -> () do
  let (conn, other) = connected()
  let streams = StreamManager.start(3)
  StreamManager.register_client(streams, conn, "p", ["error"], [])
  println("client ${StreamManager.is_stream_client(streams, conn)} ${StreamManager.is_stream_client(streams, other)}")
  println("project ${StreamManager.get_project_id(streams, conn)} ${StreamManager.get_project_id(streams, other)}")
  println("matches ${StreamManager.matches_filter(streams, conn, "error", [""])} ${StreamManager.matches_filter(streams, conn, "info", [""])}")
  StreamManager.set_filters(streams, conn, [], ["staging"])
  println("matches ${StreamManager.matches_filter(streams, conn, "info", ["", "staging"])} ${StreamManager.matches_filter(streams, conn, "info", [""])}")
  Ws.close(conn, 1000, "")
  wait_for_end(conn)
  # Nobody has this connection: the first text finds out.
  StreamManager.buffer_message(streams, conn, "x")
  println("gone ${StreamManager.is_stream_client(streams, conn)}")
  Process.halt(0)
end

# Two clients that connect from outside.
fn connected() -> (WsConn, WsConn) do
  let me = self()
  Ws.serve(fn conn, _, _ ->
    send(me, conn)
    true
  end, fn _, _ -> () end, fn _, _, _ -> () end, Env.get_int("PORT", 0))
  (next_connection(), next_connection())
end

fn next_connection() -> WsConn do
  receive do
    conn -> conn
  end
end

fn wait_for_end(conn :: WsConn) -> () do
  if Ws.is_open(conn) do
    Timer.sleep(10)
    wait_for_end(conn)
  end
end
