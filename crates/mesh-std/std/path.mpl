##! Paths as texts. Nothing here looks at the disk, but for `current` and `absolute`.

## A path below another; an absolute one stands for itself.
##
## ```mesh
## assert_eq Path.join("a/b", "c"), "a/b/c"
## assert_eq Path.join("a", "/b"), "/b"
## ```
pub fn join(base :: String, path :: String) -> String do
  if path == "" do
    base
  else if base == "" or is_absolute(path) do
    path
  else if String.ends_with(base, "/") do
    base <> path
  else
    base <> "/" <> path
  end
end

## All of them, each below the one before.
##
## ```mesh
## assert_eq Path.join_all(["a", "b", "c.txt"]), "a/b/c.txt"
## ```
pub fn join_all(paths :: List<String>) -> String = List.reduce(paths, "", join)

## A path below a folder, for what others wrote: `None` when it is absolute, leads out of the folder, or is no path at all.
##
## ```mesh
## assert_eq Path.inside("web", "../secret"), None
## ```
pub fn inside(folder :: String, path :: String) -> Option<String> do
  let inner = normalize(path)
  if is_absolute(path) or
      String.contains(path, "\0") or
      inner == ".." or
      String.starts_with(inner, "../") do
    None
  else if inner == "." do
    Some(folder)
  else
    Some(join(folder, inner))
  end
end

## Whether it begins at the root.
##
## ```mesh
## assert Path.is_absolute("/tmp")
## ```
pub fn is_absolute(path :: String) -> Bool = String.starts_with(path, "/")

## The names on the way: `["a", "b.txt"]` of `/a//b.txt`.
##
## ```mesh
## assert_eq Path.parts("/a//b/"), ["a", "b"]
## ```
pub fn parts(path :: String) -> List<String> =
  List.filter(String.split(path, "/"), fn part -> part != "" end)

## The last name, if there is one: none in `/`, nor behind `..`.
##
## ```mesh
## assert_eq Path.name("a/b.txt"), Some("b.txt")
## ```
pub fn name(path :: String) -> Option<String> do
  case List.final(List.filter(parts(path), fn part -> part != "." end)) do
    Some("..") -> None
    found -> found
  end
end

## The path without its last name: `.` where that was all, nothing of `/` and of the empty path.
##
## ```mesh
## assert_eq Path.parent("a/b.txt"), Some("a")
## ```
pub fn parent(path :: String) -> Option<String> do
  let names = parts(path)
  let outer = String.join(List.take(names, List.length(names) - 1), "/")
  if names == [] do
    None
  else if is_absolute(path) do
    Some("/" <> outer)
  else
    Some(if outer == "" do "." else outer end)
  end
end

## The last name without its extension.
##
## ```mesh
## assert_eq Path.stem("a/b.txt"), Some("b")
## ```
pub fn stem(path :: String) -> Option<String> =
  Option.map(name(path), fn last -> split_name(last) |> Tuple.first() end)

## What follows the last dot of the last name: `gz` of `a.tar.gz`; nothing of `.profile`.
##
## ```mesh
## assert_eq Path.extension("a/b.txt"), Some("txt")
## ```
pub fn extension(path :: String) -> Option<String> do
  case name(path) do
    Some(last) -> split_name(last) |> Tuple.second()
    None -> None
  end
end

fn split_name(name :: String) -> (String, Option<String>) do
  let pieces = String.split(name, ".")
  let count = List.length(pieces)
  if count < 2 or (count == 2 and List.get(pieces, 0) == "") do
    (name, None)
  else
    (String.join(List.take(pieces, count - 1), "."), Some(List.get(pieces, count - 1)))
  end
end

## The path with another extension, or with none where that is "". A path without a name stays as it is.
##
## ```mesh
## assert_eq Path.with_extension("a/b.txt", "md"), "a/b.md"
## ```
pub fn with_extension(path :: String, extension :: String) -> String do
  case stem(path) do
    None -> path
    Some(stem) -> do
      let last = if extension == "" do stem else stem <> "." <> extension end
      let names = to_name(parts(path))
      let above = List.take(names, List.length(names) - 1)
      let whole = String.join(List.append(above, last), "/")
      if is_absolute(path) do "/" <> whole else whole end
    end
  end
end

# Without what stands behind the last name.
fn to_name(parts :: List<String>) -> List<String> do
  if List.final(parts) == Some(".") do
    to_name(List.take(parts, List.length(parts) - 1))
  else
    parts
  end
end

## The shortest way to write it: without `.`, double slashes, and what `..` takes back. By its text alone: where a folder is a
## symbolic link, `..` behind it leads elsewhere.
##
## ```mesh
## assert_eq Path.normalize("a/./b/../c"), "a/c"
## ```
pub fn normalize(path :: String) -> String do
  let rooted = is_absolute(path)
  # From its end: `..` takes back the name that comes next.
  let (kept, back) = List.reduce(List.reverse(parts(path)), ([], 0), step)
  let ups = if rooted do [] else List.repeat("..", back) end
  let text = String.join(List.concat(ups, List.reverse(kept)), "/")
  if rooted do
    "/" <> text
  else if text == "" do
    "."
  else
    text
  end
end

# The names that are kept, the last ones first, and how many of those before are taken back.
fn step((kept, back) :: (List<String>, Int), part :: String) -> (List<String>, Int) do
  if part == "." do
    (kept, back)
  else if part == ".." do
    (kept, back + 1)
  else if back > 0 do
    (kept, back - 1)
  else
    (List.append(kept, part), 0)
  end
end

## How to get to a path from a folder: `../b` from `/x/a` to `/x/b`. `None` when only one is absolute, or the folder begins with
## `..` where the path does not.
##
## ```mesh
## assert_eq Path.relative("/a/b/c", "/a"), Some("b/c")
## ```
pub fn relative(path :: String, folder :: String) -> Option<String> do
  let (to, from) = (parts(normalize(path)), parts(normalize(folder)))
  let (target, start) = (
    List.filter(to, fn part -> part != "." end),
    List.filter(from, fn part -> part != "." end)
  )
  let shared = shared_length(target, start, 0)
  let ups = List.drop(start, shared)
  if is_absolute(path) != is_absolute(folder) or List.contains(ups, "..") do
    None
  else
    let way = List.concat(
      for _ in ups do
        ".."
      end,
      List.drop(target, shared)
    )
    Some(if way == [] do "." else String.join(way, "/") end)
  end
end

fn shared_length(left :: List<String>, right :: List<String>, count :: Int) -> Int do
  case (List.at(left, count), List.at(right, count)) do
    (Some(a), Some(b)) when a == b -> shared_length(left, right, count + 1)
    _ -> count
  end
end

## The folder in which the program works.
##
## ```mesh
## assert Path.is_absolute(Path.current())
## ```
@extern("mesh_path_current")
@reads
pub fn current() -> String

## The path from the root, normalized.
##
## ```mesh
## assert_eq Path.absolute("/a/../b"), "/b"
## ```
pub fn absolute(path :: String) -> String = normalize(join(current(), path))
