# Figures of connections.

## Connections of a database.
pub struct DbStats do
  open :: Int
  idle :: Int
  waiting :: Int
  most :: Int
end deriving(Eq, Debug)

@extern("mesh_db_stats")
@reads
fn figures(db :: Db) -> List<Int>

## How many connections are open, how many of them idle, how many calls wait for one, and how many there may be.
##
## ```mesh
## let db = Result.unwrap(Db.open("sqlite::memory:"))
## assert_eq Db.stats(db).waiting, 0
## ```
pub fn stats(db :: Db) -> DbStats do
  let all = figures(db)
  DbStats {
    open: List.get(all, 0),
    idle: List.get(all, 1),
    waiting: List.get(all, 2),
    most: List.get(all, 3)
  }
end
