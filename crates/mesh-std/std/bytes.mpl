##! Immutable bytes: what is in files, in bodies and in frames when it is no text.

## The text as UTF-8.
##
## ```mesh
## assert_eq Bytes.to_list(Bytes.from_string("aé")), [97, 195, 169]
## ```
@extern("mesh_bytes_from_string")
@pure
pub fn from_string(text :: String) -> Bytes

## The bytes with these numbers. Crashes on a number that is not one of 0 to 255.
##
## ```mesh
## assert_eq Bytes.from_list([104, 105]), Bytes.from_string("hi")
## ```
@extern("mesh_bytes_from_list")
@pure
pub fn from_list(numbers :: List<Int>) -> Bytes

## The same byte many times over. Crashes on a number that is not one of 0 to 255.
##
## ```mesh
## assert_eq Bytes.to_list(Bytes.repeat(7, 3)), [7, 7, 7]
## ```
@extern("mesh_bytes_repeat")
@pure
pub fn repeat(number :: Int, times :: Int) -> Bytes

## No bytes.
##
## ```mesh
## assert_eq Bytes.length(Bytes.empty()), 0
## ```
pub fn empty() -> Bytes = from_string("")

## How many there are.
##
## ```mesh
## assert_eq Bytes.length(Bytes.from_string("é")), 2
## ```
@extern("mesh_bytes_length")
@pure
pub fn length(bytes :: Bytes) -> Int

## Whether there are none.
##
## ```mesh
## assert not Bytes.is_empty(Bytes.from_string(" "))
## ```
pub fn is_empty(bytes :: Bytes) -> Bool = length(bytes) == 0

## The byte at a position, if there is one.
##
## ```mesh
## assert_eq Bytes.at(Bytes.from_string("abc"), 1), Some(98)
## assert_eq Bytes.at(Bytes.from_string("abc"), 3), None
## ```
@extern("mesh_bytes_at")
@pure
pub fn at(bytes :: Bytes, index :: Int) -> Option<Int>

## The byte at a position. Crashes outside.
##
## ```mesh
## assert_eq Bytes.get(Bytes.from_string("abc"), 2), 99
## ```
pub fn get(bytes :: Bytes, index :: Int) -> Int do
  case at(bytes, index) do
    Some(byte) -> byte
    None -> panic("index ${index} out of bounds (length ${length(bytes)})")
  end
end

## The bytes from `start` up to, but without, `stop`; both are brought into the range.
##
## ```mesh
## assert_eq Bytes.slice(Bytes.from_string("abcde"), 1, 3), Bytes.from_string("bc")
## ```
@extern("mesh_bytes_slice")
@pure
pub fn slice(bytes :: Bytes, start :: Int, stop :: Int) -> Bytes

## Both, one after the other.
##
## ```mesh
## assert_eq Bytes.concat(Bytes.from_string("a"), Bytes.from_string("b")), Bytes.from_string("ab")
## ```
@extern("mesh_bytes_concat")
@pure
pub fn concat(left :: Bytes, right :: Bytes) -> Bytes

## All parts, one after the other.
##
## ```mesh
## assert_eq Bytes.join([Bytes.from_string("a"), Bytes.from_string("b")]), Bytes.from_string("ab")
## ```
@extern("mesh_bytes_join")
@pure
pub fn join(parts :: List<Bytes>) -> Bytes

## The position of the first occurrence of `part` at or after `from`.
##
## ```mesh
## assert_eq Bytes.index_of(Bytes.from_string("abab"), Bytes.from_string("b"), 2), Some(3)
## ```
@extern("mesh_bytes_index_of")
@pure
pub fn index_of(bytes :: Bytes, part :: Bytes, from :: Int) -> Option<Int>

## Whether the first bytes are these.
##
## ```mesh
## assert Bytes.starts_with(Bytes.from_string("%PDF-1.7"), Bytes.from_string("%PDF"))
## ```
pub fn starts_with(bytes :: Bytes, prefix :: Bytes) -> Bool =
  slice(bytes, 0, length(prefix)) == prefix

## The bytes as numbers.
##
## ```mesh
## assert_eq Bytes.to_list(Bytes.from_string("hi")), [104, 105]
## ```
@extern("mesh_bytes_to_list")
@pure
pub fn to_list(bytes :: Bytes) -> List<Int>

## The text; `Err` says where it is not UTF-8.
##
## ```mesh
## assert_eq Bytes.to_string(Bytes.from_list([104, 105])), Ok("hi")
## assert Result.is_err(Bytes.to_string(Bytes.from_list([255])))
## ```
@extern("mesh_bytes_to_string")
@pure
pub fn to_string(bytes :: Bytes) -> Result<String, String>

## The text, with U+FFFD in the place of what is not UTF-8.
##
## ```mesh
## assert_eq Bytes.to_string_lossy(Bytes.from_list([104, 255])), "h\u{fffd}"
## ```
@extern("mesh_bytes_to_string_lossy")
@pure
pub fn to_string_lossy(bytes :: Bytes) -> String

## In lower-case hex.
##
## ```mesh
## assert_eq Bytes.to_hex(Bytes.from_list([0, 255])), "00ff"
## ```
pub fn to_hex(bytes :: Bytes) -> String = Hex.encode_bytes(bytes)

## The bytes of hex digits; `Err` when it is malformed.
##
## ```mesh
## assert_eq Bytes.from_hex("00ff"), Ok(Bytes.from_list([0, 255]))
## assert Result.is_err(Bytes.from_hex("0x"))
## ```
pub fn from_hex(text :: String) -> Result<Bytes, String> = Hex.decode_bytes(text)

## In Base64 with the standard alphabet and padding.
##
## ```mesh
## assert_eq Bytes.to_base64(Bytes.from_string("hi")), "aGk="
## ```
pub fn to_base64(bytes :: Bytes) -> String = Base64.encode_bytes(bytes)

## The bytes of Base64; `Err` when it is malformed.
##
## ```mesh
## assert_eq Bytes.from_base64("aGk="), Ok(Bytes.from_string("hi"))
## ```
pub fn from_base64(text :: String) -> Result<Bytes, String> = Base64.decode_bytes(text)

## The position of the first occurrence of `part`.
pub fn index_of(bytes :: Bytes, part :: Bytes) -> Option<Int> = index_of(bytes, part, 0)

## Whether `part` occurs.
##
## ```mesh
## assert Bytes.contains(Bytes.from_string("abc"), Bytes.from_string("bc"))
## ```
pub fn contains(bytes :: Bytes, part :: Bytes) -> Bool = Option.is_some(index_of(bytes, part))

## Whether the last bytes are these.
##
## ```mesh
## assert Bytes.ends_with(Bytes.from_string("a.png"), Bytes.from_string(".png"))
## ```
pub fn ends_with(bytes :: Bytes, suffix :: Bytes) -> Bool do
  length(suffix) <= length(bytes) and
    slice(bytes, length(bytes) - length(suffix), length(bytes)) == suffix
end

## The first bytes, at most so many.
##
## ```mesh
## assert_eq Bytes.take(Bytes.from_string("abc"), 2), Bytes.from_string("ab")
## ```
pub fn take(bytes :: Bytes, count :: Int) -> Bytes = slice(bytes, 0, count)

## Without the first so many bytes.
##
## ```mesh
## assert_eq Bytes.drop(Bytes.from_string("abc"), 2), Bytes.from_string("c")
## ```
pub fn drop(bytes :: Bytes, count :: Int) -> Bytes =
  slice(bytes, if count < 0 do 0 else count end, length(bytes))

## The pieces between the occurrences of a separator. Crashes on an empty one.
##
## ```mesh
## let lines = Bytes.split(Bytes.from_string("a\nb\n"), Bytes.from_string("\n"))
## assert_eq List.map(lines, Bytes.to_string_lossy), ["a", "b", ""]
## ```
pub fn split(bytes :: Bytes, separator :: Bytes) -> List<Bytes> do
  if is_empty(separator) do
    panic("bytes are split at a separator that is not empty")
  else
    split_from(bytes, separator, 0, [])
  end
end

fn split_from(
  bytes :: Bytes,
  separator :: Bytes,
  start :: Int,
  done :: List<Bytes>
) -> List<Bytes> do
  case index_of(bytes, separator, start) do
    None -> List.append(done, drop(bytes, start))
    Some(at) ->
      split_from(
        bytes,
        separator,
        at + length(separator),
        List.append(done, slice(bytes, start, at))
      )
  end
end

## Pieces of so many bytes; the last one may have fewer. Crashes on a size below 1.
##
## ```mesh
## assert_eq List.map(Bytes.chunks(Bytes.repeat(0, 5), 2), Bytes.length), [2, 2, 1]
## ```
pub fn chunks(bytes :: Bytes, size :: Int) -> List<Bytes> do
  if size < 1 do
    panic("a chunk has at least 1 byte, not ${size}")
  else
    chunks_from(bytes, size, 0, [])
  end
end

fn chunks_from(bytes :: Bytes, size :: Int, start :: Int, done :: List<Bytes>) -> List<Bytes> do
  if start >= length(bytes) do
    done
  else
    chunks_from(bytes, size, start + size, List.append(done, slice(bytes, start, start + size)))
  end
end

## How two of them compare: byte by byte; what the other begins with is less.
##
## ```mesh
## assert_eq Bytes.compare(Bytes.from_string("a"), Bytes.from_string("ab")), Less
## ```
pub fn compare(left :: Bytes, right :: Bytes) -> Ordering = Prelude.compare(left, right)

@extern("mesh_bytes_int_at")
@pure
fn read_int(bytes :: Bytes, at :: Int, size :: Int, little :: Bool, signed :: Bool) -> Option<Int>

@extern("mesh_bytes_from_int")
@pure
fn write_int(value :: Int, size :: Int, little :: Bool) -> Bytes

fn is_little(order :: Atom) -> Bool do
  case order do
    :big -> false
    :little -> true
    _ -> panic("the order of bytes is :big or :little, not :${order}")
  end
end

## The number without a sign in `size` bytes (1 to 8) from a position on, in the order `:big` or `:little`; `None` when they are not
## all there, or the number does not fit an `Int`.
##
## ```mesh
## assert_eq Bytes.uint_at(Bytes.from_list([1, 2]), 0, 2, :big), Some(258)
## assert_eq Bytes.uint_at(Bytes.from_list([1, 2]), 1, 2, :big), None
## ```
pub fn uint_at(bytes :: Bytes, at :: Int, size :: Int, order :: Atom) -> Option<Int> do
  read_int(bytes, at, size, is_little(order), false)
end

## The same for a number with a sign (two's complement).
##
## ```mesh
## assert_eq Bytes.int_at(Bytes.from_list([255]), 0, 1, :big), Some(-1)
## ```
pub fn int_at(bytes :: Bytes, at :: Int, size :: Int, order :: Atom) -> Option<Int> do
  read_int(bytes, at, size, is_little(order), true)
end

## A number in `size` bytes (1 to 8), with or without a sign. Crashes when it does not fit either way.
##
## ```mesh
## assert_eq Bytes.to_list(Bytes.from_int(258, 4, :little)), [2, 1, 0, 0]
## ```
pub fn from_int(value :: Int, size :: Int, order :: Atom) -> Bytes =
  write_int(value, size, is_little(order))

# As an element of `for`: each byte as a number.
impl Iterable for Bytes do
  type Item = Int

  fn iter(self) -> Iter<Int> do
    Iter.unfold(0, fn index -> Option.map(at(self, index), fn byte -> (byte, index + 1) end) end)
  end
end
