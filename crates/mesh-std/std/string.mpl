##! Immutable UTF-8 text. Positions and lengths count characters (Unicode scalar values) unless a name says bytes.

## The number of characters.
@extern("mesh_string_length")
pub fn length(text :: String) -> Int

## The number of bytes.
@extern("mesh_string_byte_length")
pub fn byte_length(text :: String) -> Int

## Whether the text is empty.
pub fn is_empty(text :: String) -> Bool = byte_length(text) == 0

## Text of anything that can be shown.
pub fn from<T>(value :: T) -> String where T: Display = value.to_string()

## The texts with a separator between them.
pub fn join(texts :: List<String>, separator :: String) -> String = join_texts(texts, separator)

## All texts of an iterator, one after the other.
pub fn collect(texts :: Iter<String>) -> String = join_texts(Iter.to_list(texts), "")

## Whether `part` occurs in `text`.
@extern("mesh_string_contains")
pub fn contains(text :: String, part :: String) -> Bool

## Whether `text` begins with `prefix`.
@extern("mesh_string_starts_with")
pub fn starts_with(text :: String, prefix :: String) -> Bool

## Whether `text` ends with `suffix`.
@extern("mesh_string_ends_with")
pub fn ends_with(text :: String, suffix :: String) -> Bool

## The position of the first occurrence of `part`.
@extern("mesh_string_index_of")
pub fn index_of(text :: String, part :: String) -> Option<Int>

## Every occurrence of `from` replaced by `to`.
@extern("mesh_string_replace")
pub fn replace(text :: String, from :: String, to :: String) -> String

## The characters from `start` up to, but without, `stop`; both are brought into the range of the text.
@extern("mesh_string_slice")
pub fn slice(text :: String, start :: Int, stop :: Int) -> String

## The bytes from `start` up to, but without, `stop`, as text; a position inside a character means its start.
@extern("mesh_string_byte_slice")
pub fn byte_slice(text :: String, start :: Int, stop :: Int) -> String

## The position in bytes of the first occurrence of `part` at or after the byte `from`.
@extern("mesh_string_byte_index_of")
pub fn byte_index_of(text :: String, part :: String, from :: Int) -> Option<Int>

## The pieces between the separators; empty pieces are kept. An empty separator stands around every character.
@extern("mesh_string_split")
pub fn split(text :: String, separator :: String) -> List<String>

## The lines, without their line ends.
@extern("mesh_string_lines")
pub fn lines(text :: String) -> List<String>

## The characters, each as a text.
@extern("mesh_string_characters")
pub fn characters(text :: String) -> List<String>

## The code points.
@extern("mesh_string_code_points")
pub fn code_points(text :: String) -> List<Int>

## The text of code points. Crashes on a number that is none.
@extern("mesh_string_from_code_points")
pub fn from_code_points(points :: List<Int>) -> String

## Without white space at both ends.
@extern("mesh_string_trim")
pub fn trim(text :: String) -> String

## Without white space at the start.
@extern("mesh_string_trim_start")
pub fn trim_start(text :: String) -> String

## Without white space at the end.
@extern("mesh_string_trim_end")
pub fn trim_end(text :: String) -> String

## In lower case.
@extern("mesh_string_to_lower")
pub fn to_lower(text :: String) -> String

## In upper case.
@extern("mesh_string_to_upper")
pub fn to_upper(text :: String) -> String

## The text `times` times, one after the other.
@extern("mesh_string_repeat")
pub fn repeat(text :: String, times :: Int) -> String

## The number that the text is, in decimal with an optional sign and nothing around it.
@extern("mesh_string_to_int")
pub fn to_int(text :: String) -> Option<Int>

## The number that the text is.
@extern("mesh_string_to_float")
pub fn to_float(text :: String) -> Option<Float>
