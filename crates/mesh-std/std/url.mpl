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
pub fn parse(text :: String) -> Result<Url, String> = wrap(parse_text(text))

## Where a reference leads to from an address: `../b` from `http://h/x/y/a` to `http://h/x/b`.
pub fn join(base :: Url, reference :: String) -> Result<Url, String> =
  wrap(join_text(base.text, reference))

## The text of the address.
pub fn to_string(url :: Url) -> String = url.text

## `https` of `https://example.org/`.
pub fn scheme(url :: Url) -> String = Option.unwrap_or(part(url.text, 0), "")

## The user's name, encoded.
pub fn username(url :: Url) -> Option<String> = part(url.text, 1)

## The password, encoded.
pub fn password(url :: Url) -> Option<String> = part(url.text, 2)

## The host: a name in ASCII, an IPv4 address, or an IPv6 address in brackets.
pub fn host(url :: Url) -> Option<String> = part(url.text, 3)

## The port that the address names, or that is usual for its scheme.
pub fn port(url :: Url) -> Option<Int> = Option.and_then(part(url.text, 4), String.to_int)

## The path, encoded.
pub fn path(url :: Url) -> String = Option.unwrap_or(part(url.text, 5), "")

## The parts of the path between slashes, decoded; what is not UTF-8 then stays encoded.
pub fn segments(url :: Url) -> List<String> do
  List.map(
    String.split(Option.unwrap_or(String.strip_prefix(path(url), "/"), path(url)), "/"),
    fn segment -> Result.unwrap_or(decode(segment), segment) end
  )
end

## The query behind `?`, encoded.
pub fn query(url :: Url) -> Option<String> = part(url.text, 6)

## The names and values of the query, decoded, in their order.
pub fn query_pairs(url :: Url) -> List<(String, String)> =
  decode_query(Option.unwrap_or(query(url), ""))

## The first value of this name in the query.
pub fn query_value(url :: Url, name :: String) -> Option<String> do
  List.find_map(query_pairs(url), fn pair ->
    if Tuple.first(pair) == name do Some(Tuple.second(pair)) else None end
  end)
end

## What is behind `#`, encoded.
pub fn fragment(url :: Url) -> Option<String> = part(url.text, 7)

## With another scheme; a scheme of the web stays one.
pub fn with_scheme(url :: Url, scheme :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 0, scheme))

## With another host.
pub fn with_host(url :: Url, host :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 3, host))

## With another port.
pub fn with_port(url :: Url, port :: Int) -> Result<Url, String> =
  wrap(with_part(url.text, 4, "${port}"))

## With a user's name and password; empty ones are left out.
pub fn with_user(url :: Url, username :: String, password :: String) -> Result<Url, String> do
  let named = with_part(url.text, 1, username)?
  wrap(with_part(named, 2, password))
end

## With another path; what may not stand in one is encoded.
pub fn with_path(url :: Url, path :: String) -> Result<Url, String> =
  wrap(with_part(url.text, 5, path))

## With a path of these parts, each encoded.
pub fn with_segments(url :: Url, segments :: List<String>) -> Result<Url, String> do
  with_path(url, "/" <> String.join(List.map(segments, encode), "/"))
end

## With a query of these names and values; without one when there are none.
pub fn with_query(url :: Url, pairs :: List<(String, String)>) -> Url do
  Result.unwrap(wrap(with_part(url.text, 6, encode_query(pairs))))
end

## With one more name and value in the query.
pub fn add_query(url :: Url, name :: String, value :: String) -> Url do
  with_query(url, List.append(query_pairs(url), (name, value)))
end

## With this behind `#`; without it when it is empty.
pub fn with_fragment(url :: Url, fragment :: String) -> Url =
  Result.unwrap(wrap(with_part(url.text, 7, fragment)))

## A text as a part of an address: every byte but letters, digits and `-._~` as `%` with two hex digits.
@extern("mesh_url_encode")
@pure
pub fn encode(text :: String) -> String

## The text that was encoded so; `Err` when a `%` has no two hex digits, or it is not UTF-8.
@extern("mesh_url_decode")
@pure
pub fn decode(text :: String) -> Result<String, String>

## Names and values as the query of an address or the body of a form: `a=1&b=x+y`.
pub fn encode_query(pairs :: List<(String, String)>) -> String do
  encode_pairs(List.flat_map(pairs, fn pair -> [Tuple.first(pair), Tuple.second(pair)] end))
end

## The names and values of a query or a form. What is not UTF-8 becomes U+FFFD.
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
