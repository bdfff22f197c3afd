##! Files. `Err` says why in words; these stay as they are, so that a program can match them: "no such file", "permission denied",
##! "it exists already", "it is a folder", "it is no folder", "the folder is not empty", "the disk is full", "not UTF-8".

## The whole file as text.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## assert_eq File.read(path), Ok("hello")
## assert Result.is_err(File.read(path <> ".none"))
## ```
@extern("mesh_file_read")
@reads
pub fn read(path :: String) -> Result<String, String>

## Creates or replaces the file.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.write(path, "old"), Ok(())
## assert_eq File.write(path, "new"), Ok(())
## assert_eq File.read(path), Ok("new")
## ```
@extern("mesh_file_write")
pub fn write(path :: String, text :: String) -> Result<(), String>

## Creates the file or adds to its end.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.append(path, "one\n")
## let _ = File.append(path, "two\n")
## assert_eq File.read(path), Ok("one\ntwo\n")
## ```
@extern("mesh_file_append")
pub fn append(path :: String, text :: String) -> Result<(), String>

## Removes the file.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.delete(path), Ok(())
## assert not File.exists(path)
## ```
@extern("mesh_file_delete")
pub fn delete(path :: String) -> Result<(), String>

## Whether the path exists.
##
## ```mesh
## assert File.exists("/")
## assert not File.exists("/no/such/path")
## ```
@extern("mesh_file_exists")
@reads
pub fn exists(path :: String) -> Bool

## The whole file as it is.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "az")
## assert_eq File.read_bytes(path), Ok(Bytes.from_list([97, 122]))
## ```
@extern("mesh_file_read_bytes")
@reads
pub fn read_bytes(path :: String) -> Result<Bytes, String>

## Creates or replaces the file.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.write_bytes(path, Bytes.from_list([0, 255])), Ok(())
## assert_eq File.size(path), Ok(2)
## ```
@extern("mesh_file_write_bytes")
pub fn write_bytes(path :: String, bytes :: Bytes) -> Result<(), String>

## Creates the file or adds to its end.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.append_bytes(path, Bytes.from_list([1]))
## let _ = File.append_bytes(path, Bytes.from_list([2]))
## assert_eq File.read_bytes(path), Ok(Bytes.from_list([1, 2]))
## ```
@extern("mesh_file_append_bytes")
pub fn append_bytes(path :: String, bytes :: Bytes) -> Result<(), String>

# ---- whole files ------------------------------------------------------------------------------------------------

## Opens a file to read it piece by piece.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "one\ntwo\n")
## let file = Result.unwrap(File.open(path))
## assert_eq FileStream.read_line(file), Ok(Some("one"))
## ```
pub fn open(path :: String) -> Result<FileStream, String> = FileStream.open(path, :read)

## Opens a file: `:read`, `:write` (a new or emptied one), `:append`, `:read_write`, or `:new` (one that must not be there yet).
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert Result.is_err(File.open(path, :new))
## let log = Result.unwrap(File.open(path, :append))
## assert_eq FileStream.write(log, "a line\n"), Ok(())
## ```
pub fn open(path :: String, access :: Atom) -> Result<FileStream, String> =
  FileStream.open(path, access)

@extern("mesh_file_write_atomic")
fn replace(path :: String, text :: String, mode :: Int) -> Result<(), String>

@extern("mesh_file_write_bytes_atomic")
fn replace_bytes(path :: String, bytes :: Bytes, mode :: Int) -> Result<(), String>

## Creates or replaces the file so that others, and whoever comes after a crash of the machine, see the old text or the new one, never
## a part. The file keeps its permissions; a new one gets those that new files have.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.write_atomic(path, "all of it"), Ok(())
## assert_eq File.read(path), Ok("all of it")
## ```
pub fn write_atomic(path :: String, text :: String) -> Result<(), String> =
  replace(path, text, 0o666)

## The same for bytes.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.write_bytes_atomic(path, Bytes.from_list([1, 2])), Ok(())
## assert_eq File.size(path), Ok(2)
## ```
pub fn write_bytes_atomic(path :: String, bytes :: Bytes) -> Result<(), String> =
  replace_bytes(path, bytes, 0o666)

## The same; a new file gets these permissions, less those that the process denies.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "key")
## assert_eq File.write_bytes_atomic(path, Bytes.from_list([1]), 0o600), Ok(())
## assert_eq Result.map(File.info(path), fn info -> info.mode end), Ok(0o600)
## ```
pub fn write_bytes_atomic(path :: String, bytes :: Bytes, mode :: Int) -> Result<(), String> =
  replace_bytes(path, bytes, mode)

## Copies a file, with its permissions, over what is there; gives the number of bytes.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "a"), "hello")
## assert_eq File.copy(Path.join(folder, "a"), Path.join(folder, "b")), Ok(5)
## assert_eq File.read(Path.join(folder, "b")), Ok("hello")
## ```
@extern("mesh_file_copy")
pub fn copy(from :: String, to :: String) -> Result<Int, String>

## Gives a file or folder another path; a file that has it is replaced. Both paths are on one file system.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "a"), "hello")
## assert_eq File.rename(Path.join(folder, "a"), Path.join(folder, "b")), Ok(())
## assert_eq Folder.list(folder), Ok(["b"])
## ```
@extern("mesh_file_rename")
pub fn rename(from :: String, to :: String) -> Result<(), String>

# ---- what is known of a path ------------------------------------------------------------------------------------

## What is known of a path.
pub struct FileInfo do
  ## In bytes.
  size :: Int
  ## `:file`, `:folder`, `:symlink`, `:pipe`, `:socket` or `:device`.
  kind :: Atom
  ## When the content changed last, in milliseconds of Unix time, as `DateTime.from_unix_ms` takes them.
  modified :: Int
  ## When it was read last, as far as the system notes it.
  accessed :: Int
  ## When it was made, where the file system knows.
  created :: Option<Int>
  ## The permissions: `0o644`, say.
  mode :: Int
end deriving(Eq, Debug)

@extern("mesh_file_info")
@reads
fn info_of(path :: String, follow :: Bool) -> Result<List<Int>, String>

fn described(parts :: List<Int>) -> FileInfo do
  let created = List.get(parts, 4)
  FileInfo {
    size: List.get(parts, 0),
    kind: kind_of(List.get(parts, 1)),
    modified: List.get(parts, 2),
    accessed: List.get(parts, 3),
    created: if created < 0 do None else Some(created) end,
    mode: List.get(parts, 5)
  }
end

# The numbers of kinds are the runtime's.
fn kind_of(code :: Int) -> Atom do
  case code do
    0 -> :file
    1 -> :folder
    2 -> :symlink
    3 -> :pipe
    4 -> :socket
    _ -> :device
  end
end

## What is known of a path, or of what a symbolic link leads to.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let info = Result.unwrap(File.info(path))
## assert_eq (info.kind, info.size), (:file, 5)
## ```
pub fn info(path :: String) -> Result<FileInfo, String> = Result.map(info_of(path, true), described)

## What is known of a path, be it a symbolic link.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "link")
## let _ = File.symlink("/", path)
## assert_eq Result.map(File.link_info(path), fn info -> info.kind end), Ok(:symlink)
## ```
pub fn link_info(path :: String) -> Result<FileInfo, String> =
  Result.map(info_of(path, false), described)

fn is_kind(path :: String, kind :: Atom) -> Bool do
  case info(path) do
    Ok(found) -> found.kind == kind
    Err(_) -> false
  end
end

## Whether there is a regular file.
##
## ```mesh
## assert File.is_file(Result.unwrap(File.temporary()))
## assert not File.is_file("/")
## ```
pub fn is_file(path :: String) -> Bool = is_kind(path, :file)

## Whether there is a folder.
##
## ```mesh
## assert File.is_folder("/")
## ```
pub fn is_folder(path :: String) -> Bool = is_kind(path, :folder)

## The length in bytes.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "né")
## assert_eq File.size(path), Ok(3)
## ```
pub fn size(path :: String) -> Result<Int, String> =
  Result.map(info(path), fn found -> found.size end)

## Sets the permissions: `File.set_mode(path, 0o600)`.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.set_mode(path, 0o400), Ok(())
## assert_eq Result.map(File.info(path), fn info -> info.mode end), Ok(0o400)
## ```
@extern("mesh_file_set_mode")
pub fn set_mode(path :: String, mode :: Int) -> Result<(), String>

## Makes a symbolic link that leads to `target`.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "link")
## assert_eq File.symlink("/", path), Ok(())
## assert File.is_folder(path)
## ```
@extern("mesh_file_symlink")
pub fn symlink(target :: String, path :: String) -> Result<(), String>

## Where a symbolic link leads.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "link")
## let _ = File.symlink("somewhere", path)
## assert_eq File.read_link(path), Ok("somewhere")
## ```
@extern("mesh_file_read_link")
@reads
pub fn read_link(path :: String) -> Result<String, String>

## The path from the root without symbolic links.
##
## ```mesh
## assert_eq File.real_path("/./.."), Ok("/")
## ```
@extern("mesh_file_real_path")
@reads
pub fn real_path(path :: String) -> Result<String, String>

# ---- locks ------------------------------------------------------------------------------------------------------

## A lock of a file.
@opaque
pub type FileLock

## Locks a file for this process, so that no other one gets its lock: `Err("somebody else has locked it")`. The file is made when it is not
## there, for this user only, and stays; what may be done with it is not changed, so programs have to agree on asking. The lock ends with
## the actor that asked for it, or with `unlock`.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "lock")
## let lock = Result.unwrap(File.try_lock(path))
## assert File.exists(path)
## File.unlock(lock)
## ```
@extern("mesh_file_try_lock")
pub fn try_lock(path :: String) -> Result<FileLock, String>

## Ends a lock.
##
## ```mesh
## let path = Path.join(Result.unwrap(Folder.temporary()), "lock")
## File.unlock(Result.unwrap(File.try_lock(path)))
## assert Result.is_ok(File.try_lock(path))
## ```
@extern("mesh_file_unlock")
pub fn unlock(lock :: FileLock) -> ()

# ---- temporary files, changes -----------------------------------------------------------------------------------

## Makes an empty file in the folder for such files (`TMPDIR`) that only this user can read; gives its path. It is removed when the
## actor ends.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## assert_eq File.read(path), Ok("")
## ```
@extern("mesh_file_temporary")
pub fn temporary() -> Result<String, String>

## A change of a file or folder.
pub type FileEvent do
  # It was made, or got this name.
  FileCreated(String)
  # Its content or what is known of it changed.
  FileChanged(String)
  # It was removed, or lost this name.
  FileRemoved(String)
  # More changed than could be told: look at everything.
  FilesMissed
end deriving(Eq, Debug)

## Changes that are told.
@opaque
pub type FileWatch

@extern("mesh_watch_start")
fn start_watch(path :: String, recursive :: Bool) -> Result<FileWatch, String>

@extern("mesh_watch_next")
fn next_change(watch :: FileWatch) -> Option<String>

## Sends changes of a file, or of a folder and all that is below it, to an actor, as the messages that `as_message` makes of them, until
## the actor that asks for it ends or `stop_watch` is called. A file that is replaced by another (`write_atomic`, editors) is created anew, and
## watched on, also when its folders went and came back; of what is in a folder when it comes `FilesMissed` is told.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let watch = Result.unwrap(File.watch(folder, self(), fn event -> event end))
## let _ = File.write(Path.join(folder, "new"), "")
## assert_receive FileCreated(_), 5000
## File.stop_watch(watch)
## ```
pub fn watch<M>(
  path :: String,
  to :: Pid<M>,
  as_message :: Fun(FileEvent) -> M
) -> Result<FileWatch, String> do
  let started = start_watch(path, true)?
  spawn(fn -> forward(started, to, as_message) end)
  Ok(started)
end

fn forward<M>(watch :: FileWatch, to :: Pid<M>, as_message :: Fun(FileEvent) -> M) -> () do
  case next_change(watch) do
    None -> ()
    Some(change) -> do
      send(to, as_message(event_of(change)))
      forward(watch, to, as_message)
    end
  end
end

fn event_of(change :: String) -> FileEvent do
  let path = String.byte_slice(change, 1, String.byte_length(change))
  case String.byte_slice(change, 0, 1) do
    "+" -> FileCreated(path)
    "~" -> FileChanged(path)
    "-" -> FileRemoved(path)
    _ -> FilesMissed
  end
end

## Tells no further changes.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let watch = Result.unwrap(File.watch(folder, self(), fn event -> event end))
## File.stop_watch(watch)
## let _ = File.write(Path.join(folder, "new"), "")
## refute_receive FileCreated(_), 20
## ```
@extern("mesh_watch_stop")
pub fn stop_watch(watch :: FileWatch) -> ()
