##! Files of releases: scripts, their source maps and sources, in bundles as they were delivered.

from Storage.Clock import now
import Storage.Payload

## A file that is delivered.
pub struct NewFile do
  ## `script`, `source`, `other`, or `map`.
  kind :: String
  ## Lower-case hexadecimal digits; "" for none.
  debug_id :: String
  ## Where clients find it: `~/assets/app.js`.
  url :: String
  ## Of a script: where its map is, as the script says; `inside()` when the script has it itself.
  sourcemap :: String
  ## What such a script says: the map.
  inside :: Option<String>
  content :: Bytes
end deriving(Debug)

## What a script says of a map that is in it.
pub fn inside() -> String = "data:"

# Files in which a map is.
fn has_map() -> Sql = sql"(a.kind = 'map' OR a.sourcemap = ${inside()})"

pub struct Bundle do
  id :: String
  ## `ok`, `assembling`, or what is wrong with it.
  state :: String
  version :: String
  dist :: String
  size :: Int
  files :: Int
  created_at :: Int
end deriving(Row, Debug)

pub struct File do
  id :: String
  kind :: String
  debug_id :: String
  url :: String
  sourcemap :: String
  size :: Int
end deriving(Row, Debug)

fn bundle_columns() -> Sql = sql"b.id, b.state, b.version, b.dist, b.size, b.files, b.created_at"

fn file_columns() -> Sql = sql"a.id, a.kind, a.debug_id, a.url, a.sourcemap, a.size"

# ---- bundles ----------------------------------------------------------------------------------------------------

## The bundle of a checksum for a release, if it was delivered.
pub fn bundle(
  db :: Db,
  org_id :: String,
  checksum :: String,
  version :: String,
  dist :: String
) -> Result<Option<Bundle>, DbError> do
  Db.first(db, sql"""
    SELECT ${bundle_columns()} FROM artifact_bundles b
    WHERE b.org_id = ${org_id} AND b.checksum = ${checksum} AND b.version = ${version} AND b.dist = ${dist}
    """)
end

## Begins a bundle, or begins one anew; gives its id.
pub fn begin(
  db :: Db,
  org_id :: String,
  checksum :: String,
  version :: String,
  dist :: String,
  projects :: List<String>
) -> Result<String, DbError> do
  Db.transaction(db, fn tx ->
    # Those whose projects were deleted.
    Db.run(tx, sql"""
      DELETE FROM artifact_bundles
      WHERE org_id = ${org_id} AND NOT EXISTS (SELECT 1 FROM artifact_projects p WHERE p.bundle_id = artifact_bundles.id)
      """)?
    let id :: String = Db.value(tx, sql"""
      INSERT INTO artifact_bundles (id, org_id, checksum, version, dist, state, size, files, created_at)
      VALUES (${Crypto.uuid7()}, ${org_id}, ${checksum}, ${version}, ${dist}, 'assembling', 0, 0, ${now()})
      ON CONFLICT (org_id, checksum, version, dist) DO UPDATE SET state = 'assembling', created_at = excluded.created_at
      RETURNING id
      """)?
    Db.run(tx, sql"DELETE FROM artifacts WHERE bundle_id = ${id}")?
    belongs(tx, id, projects)?
    Ok(id)
  end)
end

## A bundle is for these projects, too.
pub fn belongs(db :: Db, bundle_id :: String, projects :: List<String>) -> Result<Int, DbError> do
  Db.run_many(db, List.sorted(projects), fn project -> sql"""
    INSERT INTO artifact_projects (bundle_id, project_id) VALUES (${bundle_id}, ${project}) ON CONFLICT DO NOTHING
    """ end)
end

## Adds a file to a bundle; gives its id.
pub fn add(db :: Db, bundle_id :: String, file :: NewFile) -> Result<String, DbError> do
  let id = Crypto.uuid7()
  # What a map says is kept in pieces, not as it came.
  let kept = if file.kind == "map" do Bytes.empty() else Payload.small(file.content) end
  Db.run(db, sql"""
    INSERT INTO artifacts (id, bundle_id, kind, debug_id, url, sourcemap, size, content)
    VALUES (${id}, ${bundle_id}, ${file.kind}, ${file.debug_id}, ${file.url}, ${file.sourcemap}, ${Bytes.length(file.content)},
      ${kept})
    """)?
  Ok(id)
end

## A bundle is complete, or something is wrong with it.
pub fn finish(db :: Db, bundle_id :: String, state :: String) -> Result<Int, DbError> do
  Db.run(db, sql"""
    UPDATE artifact_bundles SET state = ${state},
      size = (SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM artifacts WHERE bundle_id = ${bundle_id}),
      files = (SELECT count(*) FROM artifacts WHERE bundle_id = ${bundle_id})
    WHERE id = ${bundle_id}
    """)
end

## The bundles of a project, the newest first.
pub fn bundles(
  db :: Db,
  project_id :: String,
  version :: Option<String>,
  limit :: Int
) -> Result<List<Bundle>, DbError> do
  let of_version = case version do
    Some(one) -> sql"AND b.version = ${one}"
    None -> Sql.empty()
  end
  Db.all(db, sql"""
    SELECT ${bundle_columns()} FROM artifact_bundles b JOIN artifact_projects p ON p.bundle_id = b.id
    WHERE p.project_id = ${project_id} ${of_version} ORDER BY b.created_at DESC, b.id DESC LIMIT ${limit}
    """)
end

## Takes a bundle from a project; it goes when no project has it any more.
pub fn take_from(db :: Db, project_id :: String, bundle_id :: String) -> Result<Int, DbError> do
  Db.transaction(db, fn tx ->
    let taken = Db.run(
      tx,
      sql"DELETE FROM artifact_projects WHERE project_id = ${project_id} AND bundle_id = ${bundle_id}"
    )?
    Db.run(tx, sql"""
      DELETE FROM artifact_bundles
      WHERE id = ${bundle_id} AND NOT EXISTS (SELECT 1 FROM artifact_projects WHERE bundle_id = ${bundle_id})
      """)?
    Ok(taken)
  end)
end

# ---- files ------------------------------------------------------------------------------------------------------

## The files of a release of a project, by name.
pub fn files(db :: Db, project_id :: String, version :: String) -> Result<List<File>, DbError> do
  Db.all(db, sql"""
    SELECT ${file_columns()} FROM artifacts a JOIN artifact_bundles b ON b.id = a.bundle_id
      JOIN artifact_projects p ON p.bundle_id = b.id
    WHERE p.project_id = ${project_id} AND b.version = ${version} ORDER BY a.url, a.id LIMIT 1000
    """)
end

## The newest file with a debug id in which a map is; one that is a map before a script.
pub fn map_by_debug_id(
  db :: Db,
  project_id :: String,
  debug_id :: String
) -> Result<Option<File>, DbError> do
  Db.first(db, sql"""
    SELECT ${file_columns()} FROM artifacts a JOIN artifact_projects p ON p.bundle_id = a.bundle_id
    WHERE p.project_id = ${project_id} AND a.debug_id = ${debug_id} AND ${has_map()}
    ORDER BY CASE WHEN a.kind = 'map' THEN 0 ELSE 1 END, a.id DESC LIMIT 1
    """)
end

## The newest file of a kind in a release that clients find at one of these places; one of the same distribution before one of
## none.
pub fn by_url(
  db :: Db,
  project_id :: String,
  kind :: String,
  version :: String,
  dist :: String,
  urls :: List<String>
) -> Result<Option<File>, DbError> do
  Db.first(db, sql"""
    SELECT ${file_columns()} FROM artifacts a JOIN artifact_bundles b ON b.id = a.bundle_id
      JOIN artifact_projects p ON p.bundle_id = b.id
    WHERE p.project_id = ${project_id} AND b.version = ${version} AND b.dist IN ${[dist, ""]} AND a.kind = ${kind}
      AND a.url IN ${urls}
    ORDER BY CASE WHEN b.dist = ${dist} THEN 0 ELSE 1 END, a.id DESC LIMIT 1
    """)
end

## Whether a project has any source map: most have none, and nothing has to be looked for.
pub fn has_maps(db :: Db, project_id :: String) -> Result<Bool, DbError> do
  let found :: Option<String> = Db.first(db, sql"""
    SELECT a.id FROM artifact_projects p JOIN artifacts a ON a.bundle_id = p.bundle_id
    WHERE p.project_id = ${project_id} AND ${has_map()} LIMIT 1
    """)?
  Ok(Option.is_some(found))
end

## What is in a file that is no map.
pub fn content(db :: Db, id :: String) -> Result<Option<Bytes>, DbError> do
  let kept :: Option<Bytes> = Db.first(db, sql"SELECT content FROM artifacts WHERE id = ${id}")?
  Ok(Option.map(kept, Payload.whole))
end

## Forgets files of a release of a project; how many there were.
pub fn delete_file(db :: Db, project_id :: String, id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"""
    DELETE FROM artifacts
    WHERE id = ${id} AND bundle_id IN (SELECT bundle_id FROM artifact_projects WHERE project_id = ${project_id})
    """)
end

# ---- pieces under way -------------------------------------------------------------------------------------------

## Keeps a piece of a file until the file is put together.
pub fn add_chunk(
  db :: Db,
  org_id :: String,
  checksum :: String,
  content :: Bytes
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO upload_chunks (org_id, checksum, created_at, size, content)
    VALUES (${org_id}, ${checksum}, ${now()}, ${Bytes.length(content)}, ${Payload.small(content)})
    ON CONFLICT (org_id, checksum) DO UPDATE SET created_at = excluded.created_at
    """)
end

## Bytes of pieces that an organization has under way.
pub fn pending_bytes(db :: Db, org_id :: String) -> Result<Int, DbError> do
  Db.value(
    db,
    sql"SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM upload_chunks WHERE org_id = ${org_id}"
  )
end

## The checksums among these of pieces that are there, with their sizes.
pub fn known_chunks(
  db :: Db,
  org_id :: String,
  checksums :: List<String>
) -> Result<Map<String, Int>, DbError> do
  let found :: List<(String, Int)> = Db.all(db, sql"""
    SELECT checksum, size FROM upload_chunks WHERE org_id = ${org_id} AND checksum IN ${checksums}
    """)?
  Ok(Map.from_list(found))
end

## A piece.
pub fn chunk(db :: Db, org_id :: String, checksum :: String) -> Result<Option<Bytes>, DbError> do
  let kept :: Option<Bytes> = Db.first(db, sql"""
    SELECT content FROM upload_chunks WHERE org_id = ${org_id} AND checksum = ${checksum}
    """)?
  Ok(Option.map(kept, Payload.whole))
end

## Forgets pieces that were put together, and those that nobody put together for a day.
pub fn forget_chunks(
  db :: Db,
  org_id :: String,
  checksums :: List<String>
) -> Result<Int, DbError> do
  let day_ago = now() - 24 * 3600 * 1000000
  Db.run(
    db,
    sql"DELETE FROM upload_chunks WHERE (org_id = ${org_id} AND checksum IN ${checksums}) OR created_at < ${day_ago}"
  )
end

## Whether nobody can be at work on a bundle any more.
pub fn is_stale(bundle :: Bundle) -> Bool = bundle.created_at < now() - 600 * 1000000
