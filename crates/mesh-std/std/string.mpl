##! Immutable UTF-8 text. Positions and lengths count characters (Unicode scalar values) unless a name says bytes.

## The number of characters.
##
## ```mesh
## assert_eq String.length("né"), 2
## ```
@extern("mesh_string_length")
@pure
pub fn length(text :: String) -> Int

## The number of bytes.
##
## ```mesh
## assert_eq String.byte_length("né"), 3
## ```
@extern("mesh_string_byte_length")
@pure
pub fn byte_length(text :: String) -> Int

## Whether the text is empty.
##
## ```mesh
## assert String.is_empty("")
## ```
pub fn is_empty(text :: String) -> Bool = byte_length(text) == 0

## Text of anything that can be shown.
##
## ```mesh
## assert_eq String.from(42), "42"
## ```
pub fn from<T>(value :: T) -> String where T: Display = value.to_string()

## The texts with a separator between them.
##
## ```mesh
## assert_eq String.join(["a", "b"], ", "), "a, b"
## ```
pub fn join(texts :: List<String>, separator :: String) -> String = join_texts(texts, separator)

## All texts of an iterator, one after the other.
##
## ```mesh
## assert_eq String.collect(Iter.from(["a", "b"])), "ab"
## ```
pub fn collect(texts :: Iter<String>) -> String = join_texts(Iter.to_list(texts), "")

## Whether `part` occurs in `text`.
##
## ```mesh
## assert String.contains("hello", "ell")
## ```
@extern("mesh_string_contains")
@pure
pub fn contains(text :: String, part :: String) -> Bool

## Whether `text` begins with `prefix`.
##
## ```mesh
## assert String.starts_with("hello", "he")
## ```
@extern("mesh_string_starts_with")
@pure
pub fn starts_with(text :: String, prefix :: String) -> Bool

## Whether `text` ends with `suffix`.
##
## ```mesh
## assert String.ends_with("hello", "lo")
## ```
@extern("mesh_string_ends_with")
@pure
pub fn ends_with(text :: String, suffix :: String) -> Bool

## The position of the first occurrence of `part`.
##
## ```mesh
## assert_eq String.index_of("hello", "l"), Some(2)
## ```
@extern("mesh_string_index_of")
@pure
pub fn index_of(text :: String, part :: String) -> Option<Int>

@extern("mesh_string_byte_last_index_of")
@pure
fn byte_last_index_of(text :: String, part :: String) -> Option<Int>

## The position of the last occurrence of `part`.
##
## ```mesh
## assert_eq String.last_index_of("hello", "l"), Some(3)
## ```
pub fn last_index_of(text :: String, part :: String) -> Option<Int> do
  Option.map(byte_last_index_of(text, part), fn at -> length(byte_slice(text, 0, at)) end)
end

## How often `part` occurs, without overlaps.
##
## ```mesh
## assert_eq String.count("banana", "an"), 2
## ```
pub fn count(text :: String, part :: String) -> Int = list_length(split(text, part)) - 1

## What stands before and behind the first separator; `None` when there is none, or it is empty.
##
## ```mesh
## assert_eq String.split_once("a=b=c", "="), Some(("a", "b=c"))
## ```
pub fn split_once(text :: String, separator :: String) -> Option<(String, String)> do
  Option.map(byte_index_of(text, separator, 0), fn at ->
    around(text, at, byte_length(separator))
  end)
end

## What stands before and behind the last separator; `None` when there is none, or it is empty.
##
## ```mesh
## assert_eq String.split_once_last("a=b=c", "="), Some(("a=b", "c"))
## ```
pub fn split_once_last(text :: String, separator :: String) -> Option<(String, String)> do
  if separator == "" do
    None
  else
    Option.map(byte_last_index_of(text, separator), fn at ->
      around(text, at, byte_length(separator))
    end)
  end
end

# What stands before the byte `at`, and what stands `width` bytes behind it.
fn around(text :: String, at :: Int, width :: Int) -> (String, String) do
  (byte_slice(text, 0, at), byte_slice(text, at + width, byte_length(text)))
end

## The text without the prefix; `None` when it does not begin with it.
##
## ```mesh
## assert_eq String.strip_prefix("v1.2", "v"), Some("1.2")
## ```
pub fn strip_prefix(text :: String, prefix :: String) -> Option<String> do
  if starts_with(text, prefix) do
    Some(byte_slice(text, byte_length(prefix), byte_length(text)))
  else
    None
  end
end

## The text without the suffix; `None` when it does not end with it.
##
## ```mesh
## assert_eq String.strip_suffix("a.txt", ".md"), None
## ```
pub fn strip_suffix(text :: String, suffix :: String) -> Option<String> do
  if ends_with(text, suffix) do
    Some(byte_slice(text, 0, byte_length(text) - byte_length(suffix)))
  else
    None
  end
end

## The first occurrence of `from` replaced by `to`.
##
## ```mesh
## assert_eq String.replace_first("a-b-c", "-", "+"), "a+b-c"
## ```
pub fn replace_first(text :: String, from :: String, to :: String) -> String do
  case split_once(text, from) do
    Some((before, after_it)) -> before <> to <> after_it
    # An empty one is first at the beginning.
    None -> if from == "" do to <> text else text end
  end
end

## Every occurrence of `from` replaced by `to`.
##
## ```mesh
## assert_eq String.replace("a-b-c", "-", "+"), "a+b+c"
## ```
@extern("mesh_string_replace")
@pure
pub fn replace(text :: String, from :: String, to :: String) -> String

## The characters from `start` up to, but without, `stop`; both are brought into the range of the text.
##
## ```mesh
## assert_eq String.slice("hello", 1, 3), "el"
## ```
@extern("mesh_string_slice")
@pure
pub fn slice(text :: String, start :: Int, stop :: Int) -> String

## The bytes from `start` up to, but without, `stop`, as text; a position inside a character means its start.
##
## ```mesh
## assert_eq String.byte_slice("hello", 1, 3), "el"
## ```
@extern("mesh_string_byte_slice")
@pure
pub fn byte_slice(text :: String, start :: Int, stop :: Int) -> String

## The position in bytes of the first occurrence of `part` at or after the byte `from`.
##
## ```mesh
## assert_eq String.byte_index_of("hello", "l", 3), Some(3)
## ```
@extern("mesh_string_byte_index_of")
@pure
pub fn byte_index_of(text :: String, part :: String, from :: Int) -> Option<Int>

## The pieces between the separators; empty pieces are kept. An empty separator stands around every character.
##
## ```mesh
## assert_eq String.split("a,b,,c", ","), ["a", "b", "", "c"]
## ```
@extern("mesh_string_split")
@pure
pub fn split(text :: String, separator :: String) -> List<String>

## The lines, without their line ends.
##
## ```mesh
## assert_eq String.lines("a\nb"), ["a", "b"]
## ```
@extern("mesh_string_lines")
@pure
pub fn lines(text :: String) -> List<String>

## The pieces between white space, none of them empty.
##
## ```mesh
## assert_eq String.words(" a  b "), ["a", "b"]
## ```
@extern("mesh_string_words")
@pure
pub fn words(text :: String) -> List<String>

## The character at a position, if there is one.
##
## ```mesh
## assert_eq String.at("né", 1), Some("é")
## assert_eq String.at("né", 2), None
## ```
pub fn at(text :: String, index :: Int) -> Option<String> do
  let is_outside = index < 0 or index >= byte_length(text)
  let found = if is_outside do "" else slice(text, index, index + 1) end
  if found == "" do None else Some(found) end
end

## The characters, each as a text.
##
## ```mesh
## assert_eq String.characters("né"), ["n", "é"]
## ```
@extern("mesh_string_characters")
@pure
pub fn characters(text :: String) -> List<String>

## The code points.
##
## ```mesh
## assert_eq String.code_points("A"), [65]
## ```
@extern("mesh_string_code_points")
@pure
pub fn code_points(text :: String) -> List<Int>

## The text of code points. Crashes on a number that is none.
##
## ```mesh
## assert_eq String.from_code_points([72, 105]), "Hi"
## ```
@extern("mesh_string_from_code_points")
@pure
pub fn from_code_points(points :: List<Int>) -> String

## Without white space at both ends.
##
## ```mesh
## assert_eq String.trim("  a "), "a"
## ```
@extern("mesh_string_trim")
@pure
pub fn trim(text :: String) -> String

## Without white space at the start.
##
## ```mesh
## assert_eq String.trim_start("  a "), "a "
## ```
@extern("mesh_string_trim_start")
@pure
pub fn trim_start(text :: String) -> String

## Without white space at the end.
##
## ```mesh
## assert_eq String.trim_end("  a "), "  a"
## ```
@extern("mesh_string_trim_end")
@pure
pub fn trim_end(text :: String) -> String

## In lower case.
##
## ```mesh
## assert_eq String.to_lower("HeLLo"), "hello"
## ```
@extern("mesh_string_to_lower")
@pure
pub fn to_lower(text :: String) -> String

## In upper case.
##
## ```mesh
## assert_eq String.to_upper("hé"), "HÉ"
## ```
@extern("mesh_string_to_upper")
@pure
pub fn to_upper(text :: String) -> String

## The text `times` times, one after the other.
##
## ```mesh
## assert_eq String.repeat("ab", 3), "ababab"
## ```
@extern("mesh_string_repeat")
@pure
pub fn repeat(text :: String, times :: Int) -> String

## The characters in reverse order.
##
## ```mesh
## assert_eq String.reverse("abc"), "cba"
## ```
pub fn reverse(text :: String) -> String = join_texts(List.reverse(characters(text)), "")

## The first character in upper case, the others in lower case.
##
## ```mesh
## assert_eq String.capitalize("hELLO"), "Hello"
## ```
pub fn capitalize(text :: String) -> String =
  to_upper(slice(text, 0, 1)) <> to_lower(slice(text, 1, byte_length(text)))

## Whether there is nothing but white space.
##
## ```mesh
## assert String.is_blank(" \t")
## ```
pub fn is_blank(text :: String) -> Bool = trim(text) == ""

## Whether the texts are the same but for upper and lower case.
##
## ```mesh
## assert String.equals_ignoring_case("Hello", "hELLO")
## ```
pub fn equals_ignoring_case(left :: String, right :: String) -> Bool =
  left == right or to_lower(left) == to_lower(right)

## With so much of `fill`, again and again, before the text that it has `width` characters. Crashes when `fill` is empty.
##
## ```mesh
## assert_eq String.pad_left("7", 3, "0"), "007"
## ```
pub fn pad_left(text :: String, width :: Int, fill :: String) -> String =
  padding(text, width, fill) <> text

## With blanks before the text, so that it has `width` characters.
pub fn pad_left(text :: String, width :: Int) -> String = pad_left(text, width, " ")

## With so much of `fill`, again and again, behind the text that it has `width` characters. Crashes when `fill` is empty.
##
## ```mesh
## assert_eq String.pad_right("ab", 4, "."), "ab.."
## ```
pub fn pad_right(text :: String, width :: Int, fill :: String) -> String =
  text <> padding(text, width, fill)

## With blanks behind the text, so that it has `width` characters.
pub fn pad_right(text :: String, width :: Int) -> String = pad_right(text, width, " ")

# What is missing for `width` characters, of `fill`.
fn padding(text :: String, width :: Int, fill :: String) -> String do
  let given = length(text)
  if width <= given do
    ""
  else if fill == "" do
    panic("a text cannot be padded with an empty one")
  else
    let size = length(fill)
    let missing = width - given
    repeat(fill, missing / size) <> slice(fill, 0, missing % size)
  end
end

## How many characters have to be put in, left out or replaced to make one text of the other (Levenshtein, 1966).
##
## ```mesh
## assert_eq String.distance("kitten", "sitting"), 3
## ```
pub fn distance(left :: String, right :: String) -> Int do
  let other = characters(right)
  let row = reduce(
    characters(left),
    for n in 0..list_length(other) + 1 do
      n
    end,
    fn row, c -> next_row(row, other, c, 0, [row[0] + 1]) end
  )
  List.last(row)
end

fn next_row(
  row :: List<Int>,
  other :: List<String>,
  c :: String,
  at :: Int,
  done :: List<Int>
) -> List<Int> do
  if at == list_length(other) do
    done
  else
    let replaced = if other[at] == c do row[at] else row[at] + 1 end
    let moved = if row[at + 1] < done[at] do row[at + 1] + 1 else done[at] + 1 end
    next_row(
      row,
      other,
      c,
      at + 1,
      list_append(done, if replaced < moved do replaced else moved end)
    )
  end
end

## The text of a list that is most like another, to ask "did you mean ...?"; `None` when none is like it.
##
## ```mesh
## assert_eq String.closest("lenght", ["length", "width"]), Some("length")
## ```
pub fn closest(text :: String, known :: List<String>) -> Option<String> do
  let short = slice(text, 0, 64)
  let near = Prelude.filter(
    List.map(known, fn name -> (distance(short, slice(name, 0, 64)), name) end),
    fn((far, name)) -> far <= 2 and far < length(name) end
  )
  Option.map(List.min_by(near, fn pair -> Tuple.first(pair) end), fn pair -> Tuple.second(pair) end)
end

## The number that the text is, in decimal with an optional sign and nothing around it.
##
## ```mesh
## assert_eq String.to_int("-12"), Some(-12)
## ```
@extern("mesh_string_to_int")
@pure
pub fn to_int(text :: String) -> Option<Int>

## The number that the text is.
##
## ```mesh
## assert_eq String.to_float("2.5"), Some(2.5)
## ```
@extern("mesh_string_to_float")
@pure
pub fn to_float(text :: String) -> Option<Float>
