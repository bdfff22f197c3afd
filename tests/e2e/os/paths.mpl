# Paths as texts.
fn show(path :: String) do
  let about = (
    Path.parent(path),
    Path.name(path),
    Path.stem(path),
    Path.extension(path),
    Path.normalize(path)
  )
  println("${path}: ${about}")
end

fn main() do
  for path in [
    "/a/b.txt",
    "a",
    "/",
    "",
    "a//b/",
    ".profile",
    "x/archive.tar.gz",
    "../up",
    "a/..",
    "./a/./b/../c.",
    "/..//x"
  ] do
    show(path)
  end
  println("${Path.join("a", "b")} ${Path.join("a/", "b")} ${Path.join("a", "/b")} ${Path.join("", "b")} ${Path.join_all(["/", "x", "y.z"])}")
  println("${Path.parts("/a//b/c")} ${Path.is_absolute("/a")} ${Path.is_absolute("a")}")
  println("${Path.with_extension("/a/b.txt", "md")} ${Path.with_extension("b", "md")} ${Path.with_extension("a/b.c", "")} ${Path.with_extension("/", "x")}")
  for (path, folder) in [
    ("/x/b", "/x/a"),
    ("/x", "/x"),
    ("a/b/c", "a"),
    ("a", "a/b/c"),
    ("/a", "b"),
    ("a", "../b"),
    ("../a", "."),
    ("../a", "b")
  ] do
    println("${path} from ${folder}: ${Path.relative(path, folder)}")
  end
  for path in [
    "index.html",
    "css/../app.js",
    "..",
    "../x",
    "/etc/passwd",
    "a/../../x",
    "a\0b",
    "",
    "..x"
  ] do
    println("${path.inspect()} inside: ${Path.inside("/srv/web", path)}")
  end
  println("${Path.absolute("/a/../b")} ${Path.is_absolute(Path.absolute("x"))} ${Path.name(Path.absolute("x"))}")
  println("${Path.with_extension("a/b.txt/.", "md")} ${Path.with_extension("./b.txt", "md")} ${Path.with_extension("a/./b/././", "")} ${Path.with_extension(".", "md")}")
end
