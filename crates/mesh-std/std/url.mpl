##! Addresses of the web, as browsers read them (the WHATWG URL standard): parsing, parts, building, encoding.

## An address in its normal form.
pub struct Url do
  text :: String
end deriving(Eq, Ord, Hash)

@extern("mesh_url_parse")
@pure
fn parse_text(text :: String) -> Result<String, String>

@extern("mesh_url_join")
@pure
fn join_text(base :: String, reference :: String) -> Result<String, String>

# Parts are numbered: scheme 0, username 1, password 2, host 3, port 4, path 5, query 6, fragment 7.
@extern("mesh_url_part")
@pure
fn part(text :: String, number :: Int) -> Option<String>

@extern("mesh_url_with")
@pure
fn with_part(text :: String, number :: Int, value :: String) -> Result<String, String>

@extern("mesh_url_decode_query")
@pure
fn decode_pairs(query :: String) -> List<String>

@extern("mesh_url_encode_query")
@pure
fn encode_pairs(texts :: List<String>) -> String

fn wrap(text :: Result<String, String>) -> Result<Url, String> =
  Result.map(text, fn text -> Url { text: text } end)

## The address that a text is, with its scheme; `Err` says what is wrong with it.
##
## ```mesh
## assert Result.is_ok(Url.parse("https://example.org/a?b=1"))
## assert Result.is_err(Url.parse("example"))
## ```
pub fn parse(text :: String) -> Result<Url, String> = wrap(parse_text(text))

## Where a reference leads to from an address: `../b` from `http://h/x/y/a` to `http://h/x/b`.
##
## ```mesh
## let base = Result.unwrap(Url.parse("http://h/x/y/a"))
## assert_eq Result.map(Url.join(base, "../b"), Url.to_string), Ok("http://h/x/b")
## ```
pub fn join(base :: Url, reference :: String) -> Result<Url, String> =
  wrap(join_text(base.text, reference))

## The text of the address.
##
## ```mesh
## assert_eq Result.map(Url.parse("HTTP://Example.org"), Url.to_string), Ok("http://example.org/")
## ```
pub fn to_string(url :: Url) -> String = url.text

## `https` of `https://example.org/`.
##
## ```mesh
## assert_eq Result.map(Url.parse("https://example.org/"), Url.scheme), Ok("https")
## ```
pub fn scheme(url :: Url) -> String = Option.unwrap_or(part(url.text, 0), "")

## The user's name, encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://ann@h/"), Url.username), Ok(Some("ann"))
## ```
pub fn username(url :: Url) -> Option<String> = part(url.text, 1)

## The password, encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://ann:x@h/"), Url.password), Ok(Some("x"))
## ```
pub fn password(url :: Url) -> Option<String> = part(url.text, 2)

## The host: a name in ASCII, an IPv4 address, or an IPv6 address in brackets.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h:81/"), Url.host), Ok(Some("h"))
## ```
pub fn host(url :: Url) -> Option<String> = part(url.text, 3)

## The port that the address names, or that is usual for its scheme.
##
## ```mesh
## assert_eq Result.map(Url.parse("https://h/"), Url.port), Ok(Some(443))
## ```
pub fn port(url :: Url) -> Option<Int> = Option.and_then(part(url.text, 4), String.to_int)

## The path, encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h/a/b?c"), Url.path), Ok("/a/b")
## ```
pub fn path(url :: Url) -> String = Option.unwrap_or(part(url.text, 5), "")

## The parts of the path between slashes, decoded; what is not UTF-8 then stays encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h/a/b%20c"), Url.segments), Ok(["a", "b c"])
## ```
pub fn segments(url :: Url) -> List<String> do
  List.map(
    String.split(Option.unwrap_or(String.strip_prefix(path(url), "/"), path(url)), "/"),
    fn segment -> Result.unwrap_or(decode(segment), segment) end
  )
end

## The query behind `?`, encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h/?a=1"), Url.query), Ok(Some("a=1"))
## ```
pub fn query(url :: Url) -> Option<String> = part(url.text, 6)

## The names and values of the query, decoded, in their order.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h/?a=1&b=x+y"), Url.query_pairs), Ok([("a", "1"), ("b", "x y")])
## ```
pub fn query_pairs(url :: Url) -> List<(String, String)> =
  decode_query(Option.unwrap_or(query(url), ""))

## The first value of this name in the query.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/?a=1"))
## assert_eq Url.query_value(url, "a"), Some("1")
## assert_eq Url.query_value(url, "b"), None
## ```
pub fn query_value(url :: Url, name :: String) -> Option<String> do
  List.find_map(query_pairs(url), fn pair ->
    if Tuple.first(pair) == name do Some(Tuple.second(pair)) else None end
  end)
end

## What is behind `#`, encoded.
##
## ```mesh
## assert_eq Result.map(Url.parse("http://h/#top"), Url.fragment), Ok(Some("top"))
## ```
pub fn fragment(url :: Url) -> Option<String> = part(url.text, 7)

## With another scheme; a scheme of the web stays one.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_scheme(url, "https"), Url.to_string), Ok("https://h/")
## ```
pub fn with_scheme(url :: Url, scheme :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 0, scheme))

## With another host, without a port.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_host(url, "example.org"), Url.to_string), Ok("http://example.org/")
## ```
pub fn with_host(url :: Url, host :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 3, host))

## With another port.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_port(url, 81), Url.to_string), Ok("http://h:81/")
## ```
pub fn with_port(url :: Url, port :: Int) -> Result<Url, String> =
  wrap(with_part(url.text, 4, "${port}"))

## With a user's name and password; empty ones are left out.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_user(url, "ann", ""), Url.to_string), Ok("http://ann@h/")
## ```
pub fn with_user(url :: Url, username :: String, password :: String) -> Result<Url, String> do
  let named = with_part(url.text, 1, username)?
  wrap(with_part(named, 2, password))
end

## With another path; what may not stand in one is encoded. `Err` for one that would begin with a host.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_path(url, "/a b"), Url.to_string), Ok("http://h/a%20b")
## ```
pub fn with_path(url :: Url, path :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 5, path))

## With a path of these parts, each encoded. `Err` when one is `.` or `..`, which a path cannot have: they lead elsewhere.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Result.map(Url.with_segments(url, ["a", "b/c"]), Url.to_string), Ok("http://h/a/b%2Fc")
## assert Result.is_err(Url.with_segments(url, ["users", "..", "delete"]))
## ```
pub fn with_segments(url :: Url, segments :: List<String>) -> Result<Url, String> do
  case List.find(segments, fn segment -> segment == "." or segment == ".." end) do
    Some(segment) -> Err("a path cannot have the part ${segment}")
    None -> with_path(url, "/" <> String.join(List.map(segments, encode), "/"))
  end
end

## With a query of these names and values; without one when there are none.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Url.to_string(Url.with_query(url, [("a", "1")])), "http://h/?a=1"
## ```
pub fn with_query(url :: Url, pairs :: List<(String, String)>) -> Url do
  Result.unwrap(wrap(with_part(url.text, 6, encode_query(pairs))))
end

## With one more name and value in the query, whose others stay as they are written.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/?a=1"))
## assert_eq Url.to_string(Url.add_query(url, "b", "2")), "http://h/?a=1&b=2"
## ```
pub fn add_query(url :: Url, name :: String, value :: String) -> Url do
  let added = encode_query([(name, value)])
  let text = case query(url) do
    None -> added
    Some("") -> added
    Some(before) -> "${before}&${added}"
  end
  Result.unwrap(wrap(with_part(url.text, 6, text)))
end

## With this behind `#`; without it when it is empty.
##
## ```mesh
## let url = Result.unwrap(Url.parse("http://h/"))
## assert_eq Url.to_string(Url.with_fragment(url, "top")), "http://h/#top"
## ```
pub fn with_fragment(url :: Url, fragment :: String) -> Url =
  Result.unwrap(wrap(with_part(url.text, 7, fragment)))

## A text as a part of an address: every byte but letters, digits and `-._~` as `%` with two hex digits.
##
## ```mesh
## assert_eq Url.encode("a b/é"), "a%20b%2F%C3%A9"
## ```
@extern("mesh_url_encode")
@pure
pub fn encode(text :: String) -> String

## The text that was encoded so; `Err` when a `%` has no two hex digits, or it is not UTF-8.
##
## ```mesh
## assert_eq Url.decode("a%20b"), Ok("a b")
## assert Result.is_err(Url.decode("%2"))
## ```
@extern("mesh_url_decode")
@pure
pub fn decode(text :: String) -> Result<String, String>

## Names and values as the query of an address or the body of a form: `a=1&b=x+y`.
##
## ```mesh
## assert_eq Url.encode_query([("a", "1"), ("b", "x y")]), "a=1&b=x+y"
## ```
pub fn encode_query(pairs :: List<(String, String)>) -> String do
  encode_pairs(List.flat_map(pairs, fn pair -> [Tuple.first(pair), Tuple.second(pair)] end))
end

## The names and values of a query or a form. What is not UTF-8 becomes U+FFFD.
##
## ```mesh
## assert_eq Url.decode_query("a=1&b=x+y"), [("a", "1"), ("b", "x y")]
## ```
pub fn decode_query(query :: String) -> List<(String, String)> do
  List.map(List.chunks(decode_pairs(query), 2), fn pair -> (pair[0], pair[1]) end)
end

impl Display for Url do
  fn to_string(self) -> String = self.text
end

# Without the password.
impl Debug for Url do
  fn inspect(self) -> String do
    case password(self) do
      None -> self.text
      Some(_) -> Result.unwrap_or(with_part(self.text, 2, "***"), "a URL with a password")
    end
  end
end
