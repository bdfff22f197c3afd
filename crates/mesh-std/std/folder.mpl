##! Folders. `Err` says why in the words of `File`.

## The names of what is in a folder, in alphabetical order.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "b"), "")
## let _ = File.write(Path.join(folder, "a"), "")
## assert_eq Folder.list(folder), Ok(["a", "b"])
## ```
@extern("mesh_folder_list")
@reads
pub fn list(path :: String) -> Result<List<String>, String>

## The paths, from the folder, of all that is below it: each folder before what is in it, in alphabetical order. Symbolic links are not
## followed.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = Folder.create(Path.join(folder, "src"))
## let _ = File.write(Path.join(folder, "src/main.mpl"), "")
## assert_eq Folder.walk(folder), Ok(["src", "src/main.mpl"])
## ```
@extern("mesh_folder_walk")
@reads
pub fn walk(path :: String) -> Result<List<String>, String>

@extern("mesh_folder_create")
fn make(path :: String, parents :: Bool) -> Result<(), String>

## Makes a folder in one that is there.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## assert_eq Folder.create(Path.join(folder, "a")), Ok(())
## assert Result.is_err(Folder.create(Path.join(folder, "b/c")))
## ```
pub fn create(path :: String) -> Result<(), String> = make(path, false)

## Makes a folder and those that it is in, unless they are there.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## assert_eq Folder.create_all(Path.join(folder, "b/c")), Ok(())
## assert File.is_folder(Path.join(folder, "b/c"))
## ```
pub fn create_all(path :: String) -> Result<(), String> = make(path, true)

@extern("mesh_folder_remove")
fn unmake(path :: String, all :: Bool) -> Result<(), String>

## Removes a folder that is empty.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "a"), "")
## assert Result.is_err(Folder.remove(folder))
## let _ = File.delete(Path.join(folder, "a"))
## assert_eq Folder.remove(folder), Ok(())
## ```
pub fn remove(path :: String) -> Result<(), String> = unmake(path, false)

## Removes a folder and all that is in it. Symbolic links are removed, not what they lead to.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## let _ = File.write(Path.join(folder, "a"), "")
## assert_eq Folder.remove_all(folder), Ok(())
## assert not File.exists(folder)
## ```
pub fn remove_all(path :: String) -> Result<(), String> = unmake(path, true)

## Makes a folder in the one for such folders (`TMPDIR`) that only this user can read; gives its path. It is removed, with all that is
## in it, when the actor ends.
##
## ```mesh
## let folder = Result.unwrap(Folder.temporary())
## assert_eq Folder.list(folder), Ok([])
## ```
@extern("mesh_folder_temporary")
pub fn temporary() -> Result<String, String>
