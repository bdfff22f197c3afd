##! Putting bundles together from the pieces that were sent: each piece and the whole have the SHA-1 that they are called by.

from Sourcemaps.Bundle import Bundle, Listed
import Sourcemaps.Bundle
import Sourcemaps.Delivery
import Storage.Artifacts

## The largest bundle.
pub fn most_bytes() -> Int = 268435456

# What all files of a bundle may take when they are unpacked: a small archive can hold very much.
fn most_unpacked() -> Int = 1073741824

## Puts a bundle together and keeps its files; what became of it is its state.
pub fn assemble(
  db :: Db,
  org_id :: String,
  bundle_id :: String,
  checksum :: String,
  chunks :: List<String>
) -> Result<(), DbError> do
  let state = case joined(db, org_id, checksum, chunks)? do
    Err(reason) -> "error: ${reason}"
    Ok(bytes) ->
      case Bundle.open(bytes) do
        Err(reason) -> "error: ${reason}"
        Ok(bundle) -> kept(db, bundle_id, bundle, bundle.files, most_unpacked())?
      end
  end
  # Names of an archive may be of anything.
  Artifacts.finish(db, bundle_id, String.slice(Regex.replace(~r/\p{Cc}/, state, "?"), 0, 500))?
  if state == "ok" do
    Artifacts.forget_chunks(db, org_id, chunks)?
  end
  Ok(())
end

fn joined(
  db :: Db,
  org_id :: String,
  checksum :: String,
  chunks :: List<String>
) -> Result<Result<Bytes, String>, DbError> do
  let parts = List.try_map(chunks, fn chunk -> Artifacts.chunk(db, org_id, chunk) end)?
  case Option.all(parts) do
    None -> Ok(Err("pieces are missing"))
    Some(all) -> do
      let bytes = Bytes.join(all)
      let found = Bytes.to_hex(Crypto.sha1_bytes(bytes))
      Ok(if found == checksum do
        Ok(bytes)
      else
        Err("the pieces make another file: its checksum is ${found}")
      end)
    end
  end
end

# One file after the other, so that one at a time is in memory. A file that cannot be unpacked spoils the bundle.
fn kept(
  db :: Db,
  bundle_id :: String,
  bundle :: Bundle,
  files :: List<Listed>,
  room :: Int
) -> Result<String, DbError> do
  case files do
    [] -> Ok("ok")
    first :: rest ->
      case Bundle.file(bundle, first) do
        Err(reason) -> Ok("error: ${reason}")
        Ok(file) -> do
          let left = room - Bytes.length(file.content)
          if left < 0 do
            Ok("error: the bundle is too large")
          else
            Delivery.deliver(db, bundle_id, file)?
            kept(db, bundle_id, bundle, rest, left)
          end
        end
      end
  end
end
