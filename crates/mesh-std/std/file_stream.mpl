##! Open files, read and written piece by piece: `File.open(path)`. A file is closed when nobody holds it any more, at the latest at the end
##! of the actor. Who is sent one shares it: its position, too, and takes turns.

## An open file.
@opaque
pub type FileStream

@extern("mesh_stream_open")
fn open_as(path :: String, access :: Int) -> Result<FileStream, String>

## Opens a file: `:read`, `:write` (a new or emptied one), `:append`, `:read_write`, or `:new` (one that must not be there yet).
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let file = Result.unwrap(FileStream.open(path, :read_write))
## assert_eq FileStream.write(file, "hello"), Ok(())
## assert Result.is_err(FileStream.open(path, :new))
## ```
pub fn open(path :: String, access :: Atom) -> Result<FileStream, String> =
  open_as(path, access_code(access))

# The numbers are the runtime's.
fn access_code(access :: Atom) -> Int do
  case access do
    :read -> 0
    :write -> 1
    :append -> 2
    :read_write -> 3
    :new -> 4
    _ ->
      panic("a file is opened to :read, :write, :append, :read_write or as a :new one, not :${access}")
  end
end

## What comes next, at most so many bytes (8 MiB at once at most); `None` at the end.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq FileStream.read(file, 4), Ok(Some(Bytes.from_string("hell")))
## ```
@extern("mesh_stream_read")
pub fn read(file :: FileStream, most :: Int) -> Result<Option<Bytes>, String>

@extern("mesh_stream_read_line")
fn read_line_of(file :: FileStream, longest :: Int) -> Result<Option<String>, String>

## The next line without its end; `None` at the end of the file. One of more than 16 MiB is an `Err`.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "one\n")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq FileStream.read_line(file), Ok(Some("one"))
## assert_eq FileStream.read_line(file), Ok(None)
## ```
pub fn read_line(file :: FileStream) -> Result<Option<String>, String> =
  read_line_of(file, 16777216)

## The same with another limit, in bytes.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "a long line\n")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert Result.is_err(FileStream.read_line(file, 5))
## ```
pub fn read_line(file :: FileStream, longest :: Int) -> Result<Option<String>, String> =
  read_line_of(file, longest)

## The lines that are left, each read when it is asked for. Crashes on one that cannot be read.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "one\ntwo\n")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq Iter.to_list(FileStream.lines(file)), ["one", "two"]
## ```
pub fn lines(file :: FileStream) -> Iter<String> do
  Iter.unfold((), fn _ ->
    case read_line(file) do
      Ok(line) -> Option.map(line, fn text -> (text, ()) end)
      Err(error) -> panic(error)
    end
  end)
end

## What is left, in pieces of at most so many bytes, each read when it is asked for. Crashes on one that cannot be read.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq Iter.to_list(Iter.map(FileStream.chunks(file, 2), Bytes.length)), [2, 2, 1]
## ```
pub fn chunks(file :: FileStream, most :: Int) -> Iter<Bytes> do
  Iter.unfold((), fn _ ->
    case read(file, most) do
      Ok(piece) -> Option.map(piece, fn bytes -> (bytes, ()) end)
      Err(error) -> panic(error)
    end
  end)
end

## Writes a text where the file stands; it is the system's when this is `Ok`.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let file = Result.unwrap(FileStream.open(path, :append))
## assert_eq FileStream.write(file, "hello"), Ok(())
## assert_eq File.read(path), Ok("hello")
## ```
@extern("mesh_stream_write")
pub fn write(file :: FileStream, text :: String) -> Result<(), String>

## The same for bytes.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let file = Result.unwrap(FileStream.open(path, :write))
## assert_eq FileStream.write_bytes(file, Bytes.from_list([0, 255])), Ok(())
## assert_eq File.size(path), Ok(2)
## ```
@extern("mesh_stream_write_bytes")
pub fn write_bytes(file :: FileStream, bytes :: Bytes) -> Result<(), String>

@extern("mesh_stream_seek")
fn move_by(file :: FileStream, from :: Int, by :: Int) -> Result<Int, String>

## Goes to a position, in bytes from the beginning.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq FileStream.seek(file, 4), Ok(4)
## assert_eq FileStream.read_line(file), Ok(Some("o"))
## ```
pub fn seek(file :: FileStream, position :: Int) -> Result<Int, String> = move_by(file, 0, position)

## Goes to a position in bytes from the end: 0 is the end, -10 ten bytes before. Gives the position from the beginning.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert_eq FileStream.seek_end(file, -2), Ok(3)
## assert_eq FileStream.read_line(file), Ok(Some("lo"))
## ```
pub fn seek_end(file :: FileStream, by :: Int) -> Result<Int, String> = move_by(file, 2, by)

## Where the file stands, in bytes from the beginning.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read))
## assert Result.is_ok(FileStream.read(file, 2))
## assert_eq FileStream.position(file), Ok(2)
## ```
pub fn position(file :: FileStream) -> Result<Int, String> = move_by(file, 1, 0)

## Makes the file so long: cuts it, or adds zeros.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let _ = File.write(path, "hello")
## let file = Result.unwrap(FileStream.open(path, :read_write))
## assert_eq FileStream.truncate(file, 4), Ok(())
## assert_eq File.read(path), Ok("hell")
## ```
@extern("mesh_stream_truncate")
pub fn truncate(file :: FileStream, length :: Int) -> Result<(), String>

## Waits until all that was written is on the disk.
##
## ```mesh
## let path = Result.unwrap(File.temporary())
## let file = Result.unwrap(FileStream.open(path, :write))
## assert Result.is_ok(FileStream.write(file, "kept"))
## assert_eq FileStream.sync(file), Ok(())
## ```
@extern("mesh_stream_sync")
pub fn sync(file :: FileStream) -> Result<(), String>

## Closes the file now; whoever uses it afterwards gets an `Err`.
##
## ```mesh
## let file = Result.unwrap(FileStream.open(Result.unwrap(File.temporary()), :read))
## FileStream.close(file)
## assert Result.is_err(FileStream.read(file, 1))
## ```
@extern("mesh_stream_close")
pub fn close(file :: FileStream) -> ()
