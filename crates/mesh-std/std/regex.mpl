##! Regular expressions, in the syntax of Rust's `regex` crate: linear time, no look-around.
##!
##! What an expression is compiled to takes at most 4 MiB, or less with more than 16 groups: counted repetitions of classes such
##! as `\w` take most. A pattern has at most 32 KiB.

## A compiled expression.
@opaque
pub type Regex

## Compiles an expression; `Err` says what is wrong with it.
##
## ```mesh
## assert Result.is_ok(Regex.compile("a+"))
## assert Result.is_err(Regex.compile("a("))
## assert Result.is_err(Regex.compile("(\\w{1,100}){50}"))
## ```
@extern("mesh_regex_compile")
@pure
pub fn compile(pattern :: String) -> Result<Regex, String>

## A pattern that matches this text and nothing else: what has a meaning in a pattern is written with a backslash.
##
## ```mesh
## assert_eq Regex.escape("1+1=?"), "1\\+1=\\?"
## let regex = Result.unwrap(Regex.compile("^${Regex.escape("a.b")}$"))
## assert Regex.is_match(regex, "a.b") and not Regex.is_match(regex, "axb")
## ```
@extern("mesh_regex_escape")
@pure
pub fn escape(text :: String) -> String

## A `~r/pattern/flags` literal, whose mistakes are found when the program is compiled. It is compiled once, when it is first
## used, and shared by all actors.
##
## ```mesh
## assert Regex.is_match(~r/a+/i, "BANANA")
## ```
@extern("mesh_regex_literal")
@pure
pub fn literal(pattern :: String, flags :: String) -> Regex

## Whether it matches anywhere in the text.
##
## ```mesh
## assert Regex.is_match(~r/^\d+$/, "42")
## assert not Regex.is_match(~r/^\d+$/, "42a")
## ```
@extern("mesh_regex_is_match")
@pure
pub fn is_match(regex :: Regex, text :: String) -> Bool

## The first match and its groups; a group that took no part is "".
##
## ```mesh
## assert_eq Regex.captures(~r/(\w+)@(\w+)/, "to ann@home"), Some(["ann@home", "ann", "home"])
## assert_eq Regex.captures(~r/(\w+)@(\w+)/, "to nobody"), None
## ```
@extern("mesh_regex_captures")
@pure
pub fn captures(regex :: Regex, text :: String) -> Option<List<String>>

## Every match replaced; `$1` stands for a group.
##
## ```mesh
## assert_eq Regex.replace(~r/(\w+)-(\w+)/, "left-right", "$2-$1"), "right-left"
## ```
@extern("mesh_regex_replace")
@pure
pub fn replace(regex :: Regex, text :: String, replacement :: String) -> String

## The pieces between matches.
##
## ```mesh
## assert_eq Regex.split(~r/,\s*/, "a, b,c"), ["a", "b", "c"]
## ```
@extern("mesh_regex_split")
@pure
pub fn split(regex :: Regex, text :: String) -> List<String>

## All matches.
##
## ```mesh
## assert_eq Regex.find_all(~r/\d+/, "1 and 23"), ["1", "23"]
## ```
@extern("mesh_regex_find_all")
@pure
pub fn find_all(regex :: Regex, text :: String) -> List<String>

## Every match replaced by what `f` makes of it.
##
## ```mesh
## assert_eq Regex.replace_with(~r/[a-z]+/, "a bc", String.to_upper), "A BC"
## ```
pub fn replace_with(regex :: Regex, text :: String, f :: Fun(String) -> String) -> String do
  weave(split(regex, text), find_all(regex, text), f, 0, "")
end

# Pieces and matches in turn; there is one piece more.
fn weave(
  pieces :: List<String>,
  found :: List<String>,
  f :: Fun(String) -> String,
  at :: Int,
  done :: String
) -> String do
  let next = done <> List.get(pieces, at)
  case List.at(found, at) do
    None -> next
    Some(text) -> weave(pieces, found, f, at + 1, next <> f(text))
  end
end
