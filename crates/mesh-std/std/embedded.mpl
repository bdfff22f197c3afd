##! Files of the project inside of the program: what `embed("folder/")` and `embed("file.txt")` give.

## A file as it was when the program was compiled.
pub struct EmbeddedFile do
  # Below the folder that was embedded, with `/` between its parts; of a single file its name.
  path :: String
  bytes :: Bytes
end deriving(Eq)

## Embedded files, in the order of their paths. Their bytes lie in the program's file and are never copied.
pub struct Embedded do
  files :: List<EmbeddedFile>
  place :: String
end deriving(Eq)

## All files.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## let embedded = Embedded.of([file], "web")
## assert_eq List.map(Embedded.files(embedded), fn file -> file.path end), ["a.txt"]
## ```
pub fn files(embedded :: Embedded) -> List<EmbeddedFile> = embedded.files

## The content of the file with this path, if there is one.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## let embedded = Embedded.of([file], "web")
## assert_eq Embedded.get(embedded, "a.txt"), Some(Bytes.from_string("hi"))
## assert_eq Embedded.get(embedded, "b.txt"), None
## ```
pub fn get(embedded :: Embedded, path :: String) -> Option<Bytes> do
  case List.find(embedded.files, fn file -> file.path == path end) do
    Some(file) -> Some(file.bytes)
    None -> None
  end
end

## The content of a single file that was embedded; of several, that of the first.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_list([0, 255]) }
## assert_eq Embedded.bytes(Embedded.of([file], "a.txt")), Bytes.from_list([0, 255])
## ```
pub fn bytes(embedded :: Embedded) -> Bytes do
  case List.at(embedded.files, 0) do
    Some(file) -> file.bytes
    None -> Bytes.empty()
  end
end

## The same as a text, with U+FFFD in the place of what is not UTF-8.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## assert_eq Embedded.text(Embedded.of([file], "a.txt")), "hi"
## ```
pub fn text(embedded :: Embedded) -> String = Bytes.to_string_lossy(bytes(embedded))

@extern("%debug_build")
fn is_debug_build() -> Bool

## What `embed` is made into.
##
## ```mesh
## let file = EmbeddedFile { path: "a.txt", bytes: Bytes.from_string("hi") }
## assert Embedded.files(Embedded.of([file], "web")) == [file]
## ```
pub fn of(files :: List<EmbeddedFile>, place :: String) -> Embedded do
  Embedded { files: files, place: if is_debug_build() do place else "" end }
end

## Where the files are on disk, so that a program that is being worked on can read them anew. `None` in a program that was
## compiled with `--release`, which knows nothing of that place.
##
## ```mesh
## # A release build knows of no place.
## let place = Embedded.place(Embedded.of([], "web"))
## assert List.contains([Some("web"), None], place)
## ```
pub fn place(embedded :: Embedded) -> Option<String> do
  if is_debug_build() do Some(embedded.place) else None end
end
