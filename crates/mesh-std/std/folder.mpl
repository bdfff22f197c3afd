##! Folders. `Err` says why in the words of `File`.

## The names of what is in a folder, in alphabetical order.
@extern("mesh_folder_list")
pub fn list(path :: String) -> Result<List<String>, String>

## The paths, from the folder, of all that is below it: each folder before what is in it, in alphabetical order. Symbolic links are not
## followed.
@extern("mesh_folder_walk")
pub fn walk(path :: String) -> Result<List<String>, String>

@extern("mesh_folder_create")
fn make(path :: String, parents :: Bool) -> Result<(), String>

## Makes a folder in one that is there.
pub fn create(path :: String) -> Result<(), String> = make(path, false)

## Makes a folder and those that it is in, unless they are there.
pub fn create_all(path :: String) -> Result<(), String> = make(path, true)

@extern("mesh_folder_remove")
fn unmake(path :: String, all :: Bool) -> Result<(), String>

## Removes a folder that is empty.
pub fn remove(path :: String) -> Result<(), String> = unmake(path, false)

## Removes a folder and all that is in it. Symbolic links are removed, not what they lead to.
pub fn remove_all(path :: String) -> Result<(), String> = unmake(path, true)

## Makes a folder in the one for such folders (`TMPDIR`) that only this user can read; gives its path. It is removed, with all that is
## in it, when the actor ends.
@extern("mesh_folder_temporary")
pub fn temporary() -> Result<String, String>
