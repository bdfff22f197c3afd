##! Statements that go to the database together: it is asked once for all of them.

## A statement, and whether it has to change one row.
pub struct Step do
  sql :: Sql
  is_sure :: Bool
end

## Statements that may change nothing.
pub fn loose(statements :: List<Sql>) -> List<Step> =
  List.map(statements, fn sql -> Step { sql: sql, is_sure: false } end)

## Statements each of which has to change one row: where one does not, somebody else was quicker.
pub fn sure(statements :: List<Sql>) -> List<Step> =
  List.map(statements, fn sql -> Step { sql: sql, is_sure: true } end)

## Takes all of them, in their order. When somebody else was quicker, an error with this code.
pub fn run(tx :: Db, steps :: List<Step>, clash :: String) -> Result<(), DbError> do
  let changed = Db.run_all(tx, List.map(steps, fn step -> step.sql end))?
  let is_whole =
    List.all(List.zip(steps, changed), fn((step, rows)) -> not step.is_sure or rows == 1 end)
  if is_whole do Ok(()) else Err(Other(clash, "another process was quicker")) end
end
