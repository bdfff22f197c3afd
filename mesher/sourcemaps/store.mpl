##! Source maps in the database: read once, when they are delivered; a place is found by a few small rows.

from Sourcemaps.Document import Document, Source
from Sourcemaps.Mappings import Piece, Origin
import Sourcemaps.Mappings
import Sourcemaps.Places
import Storage.Clock
import Storage.Payload

# Names in a row.
fn block() -> Int = 256

## Keeps a source map that was read; what is wrong with one that cannot be used is kept as well.
pub fn keep(
  db :: Db,
  artifact_id :: String,
  read :: Result<Document, String>
) -> Result<(), DbError> do
  case read do
    Err(reason) -> do
      Db.run(db, sql"""
        INSERT INTO source_maps (artifact_id, error, read_at)
        VALUES (${artifact_id}, ${clean(String.slice(reason, 0, 500))}, ${Clock.now()}) ON CONFLICT DO NOTHING
        """)?
      Ok(())
    end
    Ok(document) -> do
      Db.run(db, sql"""
        INSERT INTO source_maps (artifact_id, error, read_at) VALUES (${artifact_id}, 'incomplete', ${Clock.now()})
        ON CONFLICT DO NOTHING
        """)?
      # Many rows in one transaction would keep events waiting.
      in_portions(List.enumerate(document.pieces), 200, fn some ->
        Db.run_many(db, some, fn((number, piece)) -> of_piece(artifact_id, number, piece) end)
      end)?
      in_portions(List.enumerate(document.sources), 200, fn some ->
        Db.run_many(db, some, fn((number, source)) -> of_source(artifact_id, number, source) end)
      end)?
      in_portions(List.enumerate(List.chunks(document.names, block())), 200, fn some ->
        Db.run_many(db, some, fn((number, names)) -> sql"""
          INSERT INTO source_map_names (artifact_id, block, names)
          VALUES (${artifact_id}, ${number}, ${Json.encode(List.map(names, clean))}) ON CONFLICT DO NOTHING
          """ end)
      end)?
      let id = Places.debug_id(document.debug_id)
      Db.run(
        db,
        sql"UPDATE artifacts SET debug_id = ${id} WHERE id = ${artifact_id} AND debug_id = '' AND ${id} <> ''"
      )?
      Db.run(db, sql"UPDATE source_maps SET error = '' WHERE artifact_id = ${artifact_id}")?
      Ok(())
    end
  end
end

fn in_portions<T>(
  items :: List<T>,
  size :: Int,
  write :: Fun(List<T>) -> Result<Int, DbError>
) -> Result<(), DbError> do
  for some in List.chunks(items, size) do
    write(some)?
  end
  Ok(())
end

fn of_piece(artifact_id :: String, number :: Int, piece :: Piece) -> Sql do
  sql"""
    INSERT INTO source_map_parts (artifact_id, number, line, col, state, mappings)
    VALUES (${artifact_id}, ${number}, ${piece.line}, ${piece.column}, ${Mappings.state_text(piece.state)}, ${piece.text})
    ON CONFLICT DO NOTHING
    """
end

fn of_source(artifact_id :: String, number :: Int, source :: Source) -> Sql do
  let content = Option.map(source.content, fn text -> Payload.small(Bytes.from_string(text)) end)
  sql"""
    INSERT INTO source_map_sources (artifact_id, number, name, content)
    VALUES (${artifact_id}, ${number}, ${clean(String.slice(source.name, 0, 2000))}, ${content}) ON CONFLICT DO NOTHING
    """
end

# No database keeps the character 0 in a text.
fn clean(text :: String) -> String = Regex.replace(~r/\x00/, text, "")

## Whether a map can be used: what is wrong with it otherwise.
pub fn state(db :: Db, artifact_id :: String) -> Result<Option<String>, DbError> do
  Db.first(db, sql"SELECT error FROM source_maps WHERE artifact_id = ${artifact_id}")
end

## Where the code at a place, counted from 0, was written.
pub fn origin(
  db :: Db,
  artifact_id :: String,
  line :: Int,
  column :: Int
) -> Result<Option<Origin>, DbError> do
  let part :: Option<(String, String)> = Db.first(db, sql"""
    SELECT state, mappings FROM source_map_parts WHERE artifact_id = ${artifact_id} AND (line, col) <= (${line}, ${column})
    ORDER BY line DESC, col DESC, number DESC LIMIT 1
    """)?
  case part do
    None -> Ok(None)
    Some((state, mappings)) -> do
      Ok(Option.and_then(Mappings.state_of(state), fn from ->
        Mappings.find(mappings, from, line, column)
      end))
    end
  end
end

## The name of a source, and its text where the map has it.
pub fn source(db :: Db, artifact_id :: String, number :: Int) -> Result<Option<Source>, DbError> do
  let found :: Option<(String, Option<Bytes>)> = Db.first(db, sql"""
    SELECT name, content FROM source_map_sources WHERE artifact_id = ${artifact_id} AND number = ${number}
    """)?
  Ok(Option.map(found, fn((name, content)) ->
    Source {
      name: name,
      content: Option.map(content, fn bytes -> Bytes.to_string_lossy(Payload.whole(bytes)) end)
    }
  end))
end

## A name of the map.
pub fn name(db :: Db, artifact_id :: String, number :: Int) -> Result<Option<String>, DbError> do
  let found :: Option<String> = Db.first(db, sql"""
    SELECT names FROM source_map_names WHERE artifact_id = ${artifact_id} AND block = ${number / block()}
    """)?
  let names :: List<String> = Result.unwrap_or(Json.decode(Option.unwrap_or(found, "[]")), [])
  Ok(List.at(names, number % block()))
end
