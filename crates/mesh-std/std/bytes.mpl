##! Immutable bytes: what is in files, in bodies and in frames when it is no text.

## The text as UTF-8.
@extern("mesh_bytes_from_string")
@pure
pub fn from_string(text :: String) -> Bytes

## The bytes with these numbers. Crashes on a number that is not one of 0 to 255.
@extern("mesh_bytes_from_list")
@pure
pub fn from_list(numbers :: List<Int>) -> Bytes

## The same byte many times over. Crashes on a number that is not one of 0 to 255.
@extern("mesh_bytes_repeat")
@pure
pub fn repeat(number :: Int, times :: Int) -> Bytes

## No bytes.
pub fn empty() -> Bytes = from_string("")

## How many there are.
@extern("mesh_bytes_length")
@pure
pub fn length(bytes :: Bytes) -> Int

## Whether there are none.
pub fn is_empty(bytes :: Bytes) -> Bool = length(bytes) == 0

## The byte at a position, if there is one.
@extern("mesh_bytes_at")
@pure
pub fn at(bytes :: Bytes, index :: Int) -> Option<Int>

## The byte at a position. Crashes outside.
pub fn get(bytes :: Bytes, index :: Int) -> Int do
  case at(bytes, index) do
    Some(byte) -> byte
    None -> panic("index ${index} out of bounds (length ${length(bytes)})")
  end
end

## The bytes from `start` up to, but without, `stop`; both are brought into the range.
@extern("mesh_bytes_slice")
@pure
pub fn slice(bytes :: Bytes, start :: Int, stop :: Int) -> Bytes

## Both, one after the other.
@extern("mesh_bytes_concat")
@pure
pub fn concat(left :: Bytes, right :: Bytes) -> Bytes

## All parts, one after the other.
@extern("mesh_bytes_join")
@pure
pub fn join(parts :: List<Bytes>) -> Bytes

## The position of the first occurrence of `part` at or after `from`.
@extern("mesh_bytes_index_of")
@pure
pub fn index_of(bytes :: Bytes, part :: Bytes, from :: Int) -> Option<Int>

## Whether the first bytes are these.
pub fn starts_with(bytes :: Bytes, prefix :: Bytes) -> Bool =
  slice(bytes, 0, length(prefix)) == prefix

## The bytes as numbers.
@extern("mesh_bytes_to_list")
@pure
pub fn to_list(bytes :: Bytes) -> List<Int>

## The text; `Err` says where it is not UTF-8.
@extern("mesh_bytes_to_string")
@pure
pub fn to_string(bytes :: Bytes) -> Result<String, String>

## The text, with U+FFFD in the place of what is not UTF-8.
@extern("mesh_bytes_to_string_lossy")
@pure
pub fn to_string_lossy(bytes :: Bytes) -> String

## In lower-case hex.
pub fn to_hex(bytes :: Bytes) -> String = Hex.encode_bytes(bytes)

## The bytes of hex digits; `Err` when it is malformed.
pub fn from_hex(text :: String) -> Result<Bytes, String> = Hex.decode_bytes(text)

## In Base64 with the standard alphabet and padding.
pub fn to_base64(bytes :: Bytes) -> String = Base64.encode_bytes(bytes)

## The bytes of Base64; `Err` when it is malformed.
pub fn from_base64(text :: String) -> Result<Bytes, String> = Base64.decode_bytes(text)

## The position of the first occurrence of `part`.
pub fn index_of(bytes :: Bytes, part :: Bytes) -> Option<Int> = index_of(bytes, part, 0)

## Whether `part` occurs.
pub fn contains(bytes :: Bytes, part :: Bytes) -> Bool = Option.is_some(index_of(bytes, part))

## Whether the last bytes are these.
pub fn ends_with(bytes :: Bytes, suffix :: Bytes) -> Bool do
  length(suffix) <= length(bytes) and
    slice(bytes, length(bytes) - length(suffix), length(bytes)) == suffix
end

## The first bytes, at most so many.
pub fn take(bytes :: Bytes, count :: Int) -> Bytes = slice(bytes, 0, count)

## Without the first so many bytes.
pub fn drop(bytes :: Bytes, count :: Int) -> Bytes =
  slice(bytes, if count < 0 do 0 else count end, length(bytes))

## The pieces between the occurrences of a separator. Crashes on an empty one.
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
pub fn uint_at(bytes :: Bytes, at :: Int, size :: Int, order :: Atom) -> Option<Int> do
  read_int(bytes, at, size, is_little(order), false)
end

## The same for a number with a sign (two's complement).
pub fn int_at(bytes :: Bytes, at :: Int, size :: Int, order :: Atom) -> Option<Int> do
  read_int(bytes, at, size, is_little(order), true)
end

## A number in `size` bytes (1 to 8), with or without a sign. Crashes when it does not fit either way.
pub fn from_int(value :: Int, size :: Int, order :: Atom) -> Bytes =
  write_int(value, size, is_little(order))

# As an element of `for`: each byte as a number.
impl Iterable for Bytes do
  type Item = Int

  fn iter(self) -> Iter<Int> do
    Iter.unfold(0, fn index -> Option.map(at(self, index), fn byte -> (byte, index + 1) end) end)
  end
end
