# What `..` takes back, and what it does not.
fn main() do
  for path in [
    "a/b/../c",
    "a/../..",
    "../a/../b",
    "/../a",
    "a/.././../b",
    "./..",
    "../..",
    "a/b/../../..",
    "/a/../../b/./c//",
    "",
    ".",
    "/",
    "a/../b/../c/..",
    "../../a"
  ] do
    println("${path}: ${Path.normalize(path)}")
  end
  let long = String.repeat("ab/../c/", 100_000)
  println("${String.byte_length(Path.normalize(long))} ${Path.normalize(String.repeat("../a/", 3))}")
  println("${Option.is_some(Path.inside("/srv", long))} ${Path.inside("/srv", "a/../../x")}")
end
