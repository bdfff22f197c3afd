##! What the services promise that no route shows yet.

from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter
from Services.StreamManager import StreamManager
from Services.UserService import UserService
from Storage.Projects import NewProject
from Streaming.Filters import Filters
from Streaming.Telling import Tell
from Streaming.Transport import Place
import Storage.Keys
import Storage.Members
import Storage.Orgs
import Storage.Projects
import Services.ProjectService
import Storage.Schema
import Storage.Sessions
import Storage.Users
import Streaming.Filters

fn main() -> Result<(), String> do
  let db = Schema.connect("sqlite::memory:", false)?
  Schema.migrate(db)?
  let org = Orgs.create(db, "Zeta", "zeta")?
  Orgs.create(db, "Alpha", "alpha")?
  println("orgs ${for one in Orgs.visible_to(db, None)? do one.name end}")
  println("org ${Option.is_some(Orgs.find(db, org)?)} ${Orgs.id_of(db, "x")?}")
  println("slug taken ${Result.is_err(Orgs.create(db, "Zeta", "zeta"))}")
  projects(db, org)?
  users(db, org)?
  limits()
  streams()
  Ok(())
end

fn projects(db :: Db, org :: String) -> Result<(), String> do
  let new = NewProject {
    org_id: org,
    name: "Shop",
    slug: "",
    platform: "python",
    retention_days: 30
  }
  let (id, _) = Projects.create(db, new)?
  Projects.create(db, %{new | name: "Blog", platform: ""})?
  println("projects ${for one in Projects.of_org(db, org)? do "${one.name} ${one.number}" end}")
  println("by number ${Option.map(Projects.find(db, "1")?, fn one -> one.name end)}")
  let projects = ProjectService.start(db)
  let (key_id, key) = Keys.create(db, id, "default", "", None, "")?
  println("key ${Regex.is_match(~r/^mshr_[0-9a-f]{48}$/, key)}")
  println("known ${Option.is_some(ProjectService.project_of(projects, key)?)}")
  println("revoked ${Keys.revoke(db, key_id)?}")
  println("remembered ${Option.is_some(ProjectService.project_of(projects, key)?)}")
  ProjectService.forget(projects)
  println("still known ${Option.is_some(ProjectService.project_of(projects, key)?)}")
  Ok(())
end

fn users(db :: Db, org :: String) -> Result<(), String> do
  let ana = Users.create(db, "Ana@Example.test", Crypto.hash_password("correct horse"), "Ana")?
  println("again ${Result.is_err(Users.create(db, "ANA@example.test", "", "Ana"))}")
  println("wrong ${Users.authenticate(db, "ana@example.test", "wrong horse")?}")
  println("unknown ${Users.authenticate(db, "bob@example.test", "correct horse")?}")
  println("right ${Option.map(Users.authenticate(db, " ana@EXAMPLE.test", "correct horse")?, fn user -> user.email end)}")
  let (token, _) = Sessions.open(db, ana, "127.0.0.1", "test")?
  println("token ${Regex.is_match(~r/^[0-9a-f]{64}$/, token)}")
  println("session ${Option.map(Sessions.known(db, token)?, fn known -> known.name end)}")
  println("other session ${Sessions.known(db, "x")?}")
  let stored :: String = Db.value(db, sql"SELECT password_hash FROM users")?
  println("argon2id ${String.starts_with(stored, "$argon2id$")}")
  let plain :: Int = Db.value(db, sql"SELECT count(*) FROM sessions WHERE token_hash = ${token}")?
  println("tokens are hashed ${plain == 0}")
  Members.add(db, ana, org, "owner")?
  println("twice ${Result.is_err(Members.add(db, ana, org, "member"))}")
  println("members ${for one in Members.of_org(db, org)? do "${one.email} ${one.role}" end}")
  println("logout ${Sessions.close(db, token)?} ${Sessions.close(db, token)?}")
  println("session over ${Sessions.known(db, token)?}")
  let (kept, _) = Sessions.open(db, ana, "127.0.0.1", "test")?
  Sessions.open(db, ana, "127.0.0.1", "test")?
  Db.run(db, sql"UPDATE sessions SET expires_at = 1 WHERE token_hash <> ${Crypto.sha256(kept)}")?
  println("purged ${Sessions.purge(db)?} ${Option.is_some(Sessions.known(db, kept)?)}")
  attempts()
  Ok(())
end

fn attempts() -> () do
  let users = UserService.start()
  for _ in 0..5 do
    UserService.attempt(users, "a")
    UserService.succeeded(users, "a")
  end
  let tried = for _ in 0..11 do
    UserService.attempt(users, "a")
  end
  println("attempts ${List.length(List.filter(tried, fn may -> may end))} ${UserService.attempt(users, "b")}")
end

fn limits() -> () do
  let limiter = RateLimiter.start(2, 60)
  println("limits ${for _ in 0..3 do RateLimiter.check_limit(limiter, "a") end} ${RateLimiter.check_limit(limiter, "b")}")
  println("own limit ${for _ in 0..4 do RateLimiter.take(limiter, "c", Some(3), None, 1).allowed end}")
  println("limit of a key ${for _ in 0..2 do RateLimiter.take(limiter, "d", Some(9), Some(("k", 3)), 2).scope end}")
  println("all or none ${RateLimiter.take(limiter, "e", Some(3), None, 4).allowed} ${RateLimiter.take(limiter, "e", Some(3), None, 3).exhausted}")
  RateLimiter.reset_window(limiter)
  println("next window ${RateLimiter.check_limit(limiter, "a")}")
end

fn streams() -> () do
  let (conn, other) = connected()
  let streams = StreamManager.start(3)
  let tell = fn tells ->
    StreamManager.publish(streams, tells, Place { last: 0, recent: Set.new() })
  end
  StreamManager.register_client(streams, conn, "p", Filters.open())
  println("watched ${StreamManager.watched(streams)}")
  rooms(streams, conn, other)
  println("told to ${tell([NoticeTell("p", "notice", false)])}, nobody of another project ${tell([NoticeTell("q", "notice", false)])}")
  fall_behind(streams, conn, tell, 0)
  println("of the waiting three are kept ${StreamManager.totals(streams).dropped > 0}")
  Ws.close(conn, 1000, "")
  wait_for_end(conn)
  StreamManager.drain_buffers(streams)
  println("gone ${StreamManager.totals(streams).clients}")
  Process.halt(0)
end

# Until the client, which does not read, has more to wait for than is kept.
fn fall_behind(
  streams :: Pid<StreamManager>,
  conn :: WsConn,
  tell :: Fun(List<Tell>) -> Int,
  number :: Int
) -> () do
  let totals = StreamManager.totals(streams)
  if totals.dropped == 0 and number < 2000 do
    tell([NoticeTell("p", String.repeat("x", 100000), false)])
    fall_behind(streams, conn, tell, number + 1)
  else
    println("behind ${totals.behind}")
  end
end

# Filters that mean the same share a room, whatever their order.
fn rooms(streams :: Pid<StreamManager>, conn :: WsConn, other :: WsConn) -> () do
  let wanted = for text in [
    "{\"level\":[\"info\",\"error\"]}",
    "{\"level\":[\"error\",\"info\",\"error\"],\"environment\":\"\"}"
  ] do
    Result.unwrap_or(Filters.parse(Result.unwrap_or(Json.parse(text), JsonNull)), Filters.open())
  end
  println("pass ${Filters.pass(List.get(wanted, 0), "error", [""])} ${Filters.pass(List.get(wanted, 0), "fatal", [""])}")
  StreamManager.set_filters(streams, conn, List.get(wanted, 0))
  StreamManager.register_client(streams, other, "p", List.get(wanted, 1))
  println("one room ${StreamManager.totals(streams)}")
  StreamManager.register_client(streams, other, "p", Filters.open())
  println("two rooms ${StreamManager.totals(streams)}")
  StreamManager.remove_client(streams, other, true)
  println("left ${StreamManager.totals(streams)}")
end

# Two clients that connect from outside.
fn connected() -> (WsConn, WsConn) do
  let me = self()
  Ws.serve(
    fn conn, _, _ ->
      send(me, conn)
      true
    end,
    fn _, _ -> () end,
    fn _, _, _ -> () end,
    Env.get_int("PORT", 0)
  )
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
