##! Immutable bytes: what is in files, in bodies and in frames when it is no text.

## The text as UTF-8.
@extern("mesh_bytes_from_string")
pub fn from_string(text :: String) -> Bytes

## The bytes with these numbers. Crashes on a number that is not one of 0 to 255.
@extern("mesh_bytes_from_list")
pub fn from_list(numbers :: List<Int>) -> Bytes

## The same byte many times over. Crashes on a number that is not one of 0 to 255.
@extern("mesh_bytes_repeat")
pub fn repeat(number :: Int, times :: Int) -> Bytes

## No bytes.
pub fn empty() -> Bytes = from_string("")

## How many there are.
@extern("mesh_bytes_length")
pub fn length(bytes :: Bytes) -> Int

## Whether there are none.
pub fn is_empty(bytes :: Bytes) -> Bool = length(bytes) == 0

## The byte at a position, if there is one.
@extern("mesh_bytes_at")
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
pub fn slice(bytes :: Bytes, start :: Int, stop :: Int) -> Bytes

## Both, one after the other.
@extern("mesh_bytes_concat")
pub fn concat(left :: Bytes, right :: Bytes) -> Bytes

## All parts, one after the other.
@extern("mesh_bytes_join")
pub fn join(parts :: List<Bytes>) -> Bytes

## The position of the first occurrence of `part` at or after `from`.
@extern("mesh_bytes_index_of")
pub fn index_of(bytes :: Bytes, part :: Bytes, from :: Int) -> Option<Int>

## Whether the first bytes are these.
pub fn starts_with(bytes :: Bytes, prefix :: Bytes) -> Bool = slice(bytes, 0, length(prefix)) == prefix

## The bytes as numbers.
@extern("mesh_bytes_to_list")
pub fn to_list(bytes :: Bytes) -> List<Int>

## The text; `Err` says where it is not UTF-8.
@extern("mesh_bytes_to_string")
pub fn to_string(bytes :: Bytes) -> Result<String, String>

## The text, with U+FFFD in the place of what is not UTF-8.
@extern("mesh_bytes_to_string_lossy")
pub fn to_string_lossy(bytes :: Bytes) -> String

## In lower-case hex.
pub fn to_hex(bytes :: Bytes) -> String = Hex.encode_bytes(bytes)

## The bytes of hex digits; `Err` when it is malformed.
pub fn from_hex(text :: String) -> Result<Bytes, String> = Hex.decode_bytes(text)

## In Base64 with the standard alphabet and padding.
pub fn to_base64(bytes :: Bytes) -> String = Base64.encode_bytes(bytes)

## The bytes of Base64; `Err` when it is malformed.
pub fn from_base64(text :: String) -> Result<Bytes, String> = Base64.decode_bytes(text)
