##! ZIP archives: what is in them, and each of it up to a limit.

## An archive in memory.
@opaque
pub type ZipArchive

## A file of an archive, or a folder, whose name ends with a slash.
pub struct ZipEntry do
  ## The path within the archive, which leads nowhere else.
  name :: String
  ## What the archive says that it has when it is unpacked, in bytes. `read` does not rely on it.
  size :: Int
  ## The bytes that it takes in the archive.
  packed :: Int
  index :: Int
end deriving(Eq, Debug)

## Reads what an archive has. `Err` says why it is none, or is not to be trusted: entries whose names lead out of it, that share bytes or have
## the same name; encrypted ones, links, and those that are packed by another method than deflate.
##
## ```mesh
## let nothing = Result.unwrap(Base64.decode_bytes("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="))
## assert_eq Result.map(Zip.open(nothing), Zip.entries), Ok([])
## assert Result.is_err(Zip.open(Bytes.from_string("no archive")))
## ```
@extern("mesh_zip_open")
@reads
pub fn open(bytes :: Bytes) -> Result<ZipArchive, String>

@extern("mesh_zip_names")
@reads
fn names(archive :: ZipArchive) -> List<String>

@extern("mesh_zip_sizes")
@reads
fn sizes(archive :: ZipArchive) -> List<Int>

@extern("mesh_zip_read")
@reads
fn read_entry(archive :: ZipArchive, index :: Int, most :: Int) -> Result<Bytes, String>

## What is in it, in the order of its directory.
##
## ```mesh
## let text =
##   "UEsDBBQAAAAAAAAAIQCsKpPYAgAAAAIAAAAFAAAAYS50eHRoaVBLAQIUAxQAAAAAAAAAIQCsKpPYAgAAAAIA" <>
##   "AAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAAAlAAAAAAA="
## let archive = Result.unwrap(Zip.open(Result.unwrap(Base64.decode_bytes(text))))
## assert_eq List.map(Zip.entries(archive), fn entry -> (entry.name, entry.size) end), [("a.txt", 2)]
## ```
pub fn entries(archive :: ZipArchive) -> List<ZipEntry> do
  let numbers = sizes(archive)
  for (index, name) in List.enumerate(names(archive)) do
    ZipEntry {
      name: name,
      size: List.get(numbers, 2 * index),
      packed: List.get(numbers, 2 * index + 1),
      index: index
    }
  end
end

## The bytes of an entry. `Err` when there are more than `most`, which is found out before there are more, or when they are not those that were
## packed.
##
## ```mesh
## let text =
##   "UEsDBBQAAAAAAAAAIQCsKpPYAgAAAAIAAAAFAAAAYS50eHRoaVBLAQIUAxQAAAAAAAAAIQCsKpPYAgAAAAIA" <>
##   "AAAFAAAAAAAAAAAAAACAAQAAAABhLnR4dFBLBQYAAAAAAQABADMAAAAlAAAAAAA="
## let archive = Result.unwrap(Zip.open(Result.unwrap(Base64.decode_bytes(text))))
## let entry = List.get(Zip.entries(archive), 0)
## assert_eq Zip.read(archive, entry, 1000), Ok(Bytes.from_string("hi"))
## assert Result.is_err(Zip.read(archive, entry, 1))
## ```
pub fn read(archive :: ZipArchive, entry :: ZipEntry, most :: Int) -> Result<Bytes, String> do
  if most < 0 do
    panic("at most ${most} bytes are none that can be")
  else
    read_entry(archive, entry.index, most)
  end
end
