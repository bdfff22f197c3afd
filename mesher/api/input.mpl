##! What requests of management carry: small JSON bodies, names, addresses; and how their handlers fail.

from Api.Context import failure, internal
from Configuration import Config

## Why a request is not done.
pub type Refusal do
  ## A status and what is wrong.
  Refused(status :: Int, text :: String)
  ## The database did not do it.
  Failed(error :: DbError)
end

impl From<DbError> for Refusal do
  fn from(error :: DbError) -> Refusal = Failed(error)
end

impl From<String> for Refusal do
  fn from(text :: String) -> Refusal = Refused(400, text)
end

## The answer of a handler, or what its refusal is to a client.
pub fn answer(done :: Result<Response, Refusal>) -> Response do
  case done do
    Ok(response) -> response
    Err(Refused(status, text)) -> failure(status, text)
    Err(Failed(Busy)) | Err(Failed(Timeout)) ->
      HTTP.with_header(failure(503, "unavailable"), "retry-after", "1")
    Err(Failed(error)) -> internal(error)
  end
end

## The same where a rule of a table says that something is there already: 409 with that text.
pub fn unique<T>(done :: Result<T, DbError>, text :: String) -> Result<T, Refusal> do
  case done do
    Ok(value) -> Ok(value)
    Err(Constraint(Unique, _)) -> Err(Refused(409, text))
    Err(error) -> Err(Failed(error))
  end
end

## What there has to be: 404 otherwise.
pub fn there<T>(found :: Option<T>, what :: String) -> Result<T, Refusal> =
  Option.ok_or(found, Refused(404, "${what} not found"))

## `{"status":"ok","affected":n}`
pub fn affected(count :: Int) -> Response =
  HTTP.response(200, Json.encode(json { status: "ok", affected: count }))

## `{"status":"ok"}`
pub fn done() -> Response = HTTP.response(200, Json.encode(json { status: "ok" }))

# ---- bodies -----------------------------------------------------------------------------------------------------

# More than any of them needs.
fn largest() -> Int = 65536

## The body of a raw route as JSON: an object, `{}` where there is none.
pub fn object(request :: Request) -> Result<Json, Refusal> do
  let announced =
    Option.unwrap_or(Option.and_then(Request.header(request, "content-length"), String.to_int), 0)
  let text = case if announced > largest() do
    Err(413)
  else
    Request.read(request, largest(), largest())
  end do
    # No text of PostgreSQL can have it.
    Ok(text) ->
      if String.contains(text, "\\u0000") do Err(Refused(400, "a NUL in a text")) else Ok(text) end
    Err(413) -> Err(Refused(413, "payload too large"))
    Err(status) -> Err(Refused(status, "unreadable body"))
  end
  let text = text?
  case if String.is_blank(text) do Ok(JsonObject(%{})) else Json.parse(text) end do
    Ok(JsonObject(_) as fields) -> Ok(fields)
    _ -> Err(Refused(400, "invalid json"))
  end
end

## A field of a body that has to be there.
pub fn required(body :: Json, name :: String) -> Result<String, Refusal> do
  case Json.field(body, name) do
    Some(JsonString(text)) -> Ok(text)
    None | Some(JsonNull) -> Err(Refused(400, "${name} is required"))
    Some(_) -> Err(Refused(400, "${name} must be a text"))
  end
end

## A text that may be missing.
pub fn text_of(body :: Json, name :: String) -> Result<Option<String>, Refusal> do
  case Json.field(body, name) do
    Some(JsonString(text)) -> Ok(Some(text))
    None | Some(JsonNull) -> Ok(None)
    Some(_) -> Err(Refused(400, "${name} must be a text"))
  end
end

## Whether a field is there, and what it is: `Some(None)` for null. Whole numbers from `least` to `most`.
pub fn number_of(
  body :: Json,
  name :: String,
  least :: Int,
  most :: Int
) -> Result<Option<Option<Int>>, Refusal> do
  case Json.field(body, name) do
    None -> Ok(None)
    Some(JsonNull) -> Ok(Some(None))
    Some(JsonInt(n)) when n >= least and n <= most -> Ok(Some(Some(n)))
    Some(_) -> Err(Refused(400, "${name} must be a whole number from ${least} to ${most}"))
  end
end

## A share from 0 to 1.
pub fn share_of(body :: Json, name :: String) -> Result<Option<Float>, Refusal> do
  let given = case Json.field(body, name) do
    None -> Ok(None)
    Some(JsonInt(n)) -> Ok(Some(Int.to_float(n)))
    Some(JsonFloat(n)) -> Ok(Some(n))
    Some(_) -> Err(Refused(400, "${name} must be a number from 0 to 1"))
  end
  case given? do
    Some(n) when not (n >= 0.0 and n <= 1.0) ->
      Err(Refused(400, "${name} must be a number from 0 to 1"))
    fine -> Ok(fine)
  end
end

# ---- texts ------------------------------------------------------------------------------------------------------

## Origins of browsers' pages, with blanks between: `*`, `https://app.example`, `app.example`, `*.app.example`.
pub fn origins(body :: Json, name :: String) -> Result<Option<String>, Refusal> do
  case Json.field(body, name) do
    None -> Ok(None)
    Some(JsonArray(given)) when List.length(given) <= 50 ->
      Ok(Some(String.join(Result.all(List.map(given, origin))?, " ")))
    Some(_) -> Err(Refused(400, "${name} must be a list of at most 50 origins"))
  end
end

fn origin(given :: Json) -> Result<String, Refusal> do
  case given do
    JsonString(text) when Regex.is_match(
      ~r/^(?:\*|(?:https?:\/\/|\*\.)?[a-z0-9._\[\]:-]{1,200})$/i,
      text
    ) -> Ok(String.to_lower(text))
    other -> Err(Refused(400, "${Json.encode(other)} is no origin such as https://app.example"))
  end
end

## A number of rows from the query: 50 unless one is given, 1 to 100.
pub fn limit(request :: Request) -> Int do
  case Option.and_then(Request.query(request, "limit"), String.to_int) do
    Some(n) when n >= 1 -> Math.min(n, 100)
    _ -> 50
  end
end

# ---- where a request comes from ---------------------------------------------------------------------------------

## The address of the client: of the connection, or, behind so many proxies as are trusted, what the farthest of these saw.
pub fn address(config :: Config, request :: Request) -> String do
  if config.trust_proxy == 0 do
    request.peer
  else
    let hops = List.map(
      String.split(String.join(Request.headers(request, "x-forwarded-for"), ","), ","),
      String.trim
    )
    let seen = List.at(hops, List.length(hops) - config.trust_proxy)
    Option.unwrap_or(Option.filter(seen, is_address), request.peer)
  end
end

fn is_address(text :: String) -> Bool do
  let looks_so =
    Regex.is_match(~r/^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/, text)
  looks_so and String.byte_length(text) <= 45
end

## What stands for an address where attempts are counted: somebody who has an IPv6 address has a whole network of them.
pub fn network(address :: String) -> String do
  if String.contains(address, ":") and not String.contains(address, ".") do
    String.join(List.take(String.split(expanded(address), ":"), 4), ":")
  else
    address
  end
end

# `a::b` with all its zeros.
fn expanded(address :: String) -> String do
  case String.split_once(address, "::") do
    None -> address
    Some((head, tail)) -> do
      let parts = fn text -> if text == "" do [] else String.split(text, ":") end end
      let missing = Math.max(0, 8 - List.length(parts(head)) - List.length(parts(tail)))
      String.join(
        parts(head) ++ List.map(Range.to_list(0..missing), fn _ -> "0" end) ++ parts(tail),
        ":"
      )
    end
  end
end
