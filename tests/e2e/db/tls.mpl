# driver: tls.py
# How far a server has to prove who it is: as `sslmode` says.
fn main() do
  case Db.open(Env.get("DATABASE_URL", "")) do
    Ok(db) -> do
      let encrypted :: Result<Bool, DbError> =
        Db.value(db, sql"select ssl from pg_stat_ssl where pid = pg_backend_pid()")
      println("${encrypted}")
    end
    Err(error) -> println("${error}")
  end
end
