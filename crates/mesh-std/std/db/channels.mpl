# Channels of PostgreSQL.

## What a channel brings.
pub type DbNotice do
  # The channel, and what was told.
  Notified(String, String)
  # The connection broke and was made again: something may have been missed.
  Reconnected(String)
end deriving(Eq, Debug)

## A channel that is being listened to.
@opaque
pub type DbListener

@extern("mesh_db_listen")
fn listen_to(db :: Db, channel :: String) -> Result<DbListener, DbFailure>

@extern("mesh_db_hear")
fn hear(listener :: DbListener) -> Result<Option<String>, DbFailure>

## Sends what is told through a channel to an actor, until that ends or the database is closed. PostgreSQL only.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## # SQLite has no channels.
## assert Result.is_err(Db.listen(db, "news", self()))
## ```
pub fn listen(db :: Db, channel :: String, pid :: Pid<DbNotice>) -> Result<(), DbError> do
  Db.listen(db, channel, pid, fn notice -> notice end)
end

## The same to an actor that takes messages of its own kind.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## let me :: Pid<String> = self()
## let heard = Db.listen(db, "news", me, fn notice -> "${notice}" end)
## # SQLite has no channels.
## assert Result.is_err(heard)
## ```
pub fn listen<M>(
  db :: Db,
  channel :: String,
  pid :: Pid<M>,
  message :: Fun(DbNotice) -> M
) -> Result<(), DbError> do
  let listener = result_of(listen_to(db, channel))?
  let ear = spawn(fn -> pass_on(listener, channel, pid, message) end)
  let _ = spawn(fn -> end_with(pid, ear) end)
  Ok(())
end

fn pass_on<M>(
  listener :: DbListener,
  channel :: String,
  pid :: Pid<M>,
  message :: Fun(DbNotice) -> M
) -> () do
  case hear(listener) do
    Ok(heard) -> do
      let notice = case heard do
        Some(text) -> Notified(channel, text)
        None -> Reconnected(channel)
      end
      send(pid, message(notice))
      pass_on(listener, channel, pid, message)
    end
    Err(_) -> ()
  end
end

# Ends who listens when nobody is left to be told.
fn end_with(pid :: Pid, ear :: Pid) -> () do
  let _told = Process.monitor(pid)
  let _heard = Process.monitor(ear)
  receive do
    (:down, _, _, _) -> Process.exit(ear, Killed)
  end
end

## Tells something to all that listen to a channel; inside of a transaction when that is committed. PostgreSQL only.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## # SQLite has no channels.
## assert Result.is_err(Db.notify(db, "news", "hello"))
## ```
pub fn notify(db :: Db, channel :: String, payload :: String) -> Result<(), DbError> do
  let sent :: Result<Option<String>, DbError> = Db.value(
    db,
    Sql.literal(["select pg_notify(", ", ", ")::text"], [SqlText(channel), SqlText(payload)])
  )
  Result.map(sent, fn _ -> () end)
end
