##! Cookies: what a browser keeps for a server and sends back.

## Which requests of other sites' pages a cookie goes along with.
pub type SameSite do
  ## None of them.
  StrictSite
  ## Those that a person follows a link with.
  LaxSite
  ## All; then it is `Secure` in any case, as browsers ask for.
  AnySite
end deriving(Eq, Debug)

## A cookie with its attributes. `max_age` is in seconds; without it the cookie goes when the browser is closed.
pub struct Cookie do
  name :: String
  value :: String
  path :: String
  domain :: Option<String>
  max_age :: Option<Int>
  ## Only over TLS.
  secure :: Bool
  ## Not for scripts.
  http_only :: Bool
  same_site :: SameSite
end deriving(Eq, Debug)

@extern("mesh_cookie_encode")
@pure
fn encode(value :: String) -> String

@extern("mesh_cookie_decode")
@pure
fn decode(value :: String) -> String

@extern("mesh_cookie_is_name")
@pure
fn is_name(name :: String) -> Bool

## A cookie for all paths, not for scripts, and not for requests from other sites' pages but links.
##
## ```mesh
## let cookie = %{Cookie.new("seen", "yes") | max_age: Some(3600)}
## assert_eq (cookie.path, cookie.http_only), ("/", true)
## ```
pub fn new(name :: String, value :: String) -> Cookie do
  Cookie {
    name: name,
    value: value,
    path: "/",
    domain: None,
    max_age: None,
    secure: false,
    http_only: true,
    same_site: LaxSite
  }
end

## All cookies of a request, in their order: names and values. What a value has percent signs for is decoded.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Cookie.all(request)}")
##   end)
## )
## let request = Http.header(Http.build(:get, url), "cookie", "a=1; b=x%20y")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("[(a, 1), (b, x y)]")
## ```
pub fn all(request :: Request) -> List<(String, String)> do
  let parts =
    List.flat_map(Request.headers(request, "cookie"), fn line -> String.split(line, ";") end)
  List.filter_map(parts, fn part ->
    case String.split(part, "=") do
      [_] -> None
      pieces -> do
        let name = String.trim(List.head(pieces))
        Some((name, decode(unquoted(String.trim(String.join(List.drop(pieces, 1), "="))))))
      end
    end
  end)
end

fn unquoted(value :: String) -> String do
  let length = String.length(value)
  if length >= 2 and String.starts_with(value, "\"") and String.ends_with(value, "\"") do
    String.slice(value, 1, length - 1)
  else
    value
  end
end

## The value of a request's cookie; the first when there are several of that name.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Cookie.get(request, "b")}")
##   end)
## )
## let request = Http.header(Http.build(:get, url), "cookie", "a=1; b=x%20y")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some(x y)")
## ```
pub fn get(request :: Request, name :: String) -> Option<String> do
  Option.map(
    List.find(all(request), fn cookie -> Tuple.first(cookie) == name end),
    fn cookie -> Tuple.second(cookie) end
  )
end

## The response with a cookie that the browser is to keep. What a cookie's value cannot carry is written with percent signs; a name, a
## path or a domain that no cookie can have is a crash.
##
## ```mesh
## let answer = Cookie.set(HTTP.response(200, ""), Cookie.new("a", "1"))
## let cookie = ("set-cookie", "a=1; Path=/; HttpOnly; SameSite=Lax")
## assert_eq List.drop(answer.headers, 1), [cookie]
## ```
pub fn set(response :: Response, cookie :: Cookie) -> Response do
  HTTP.add_header(response, "set-cookie", text(cookie))
end

## The response after which the browser forgets a cookie: with the path and the domain with which it was set.
##
## ```mesh
## let answer = Cookie.remove(HTTP.response(200, ""), Cookie.new("a", ""))
## assert String.contains("${answer.headers}", "Max-Age=0")
## ```
pub fn remove(response :: Response, cookie :: Cookie) -> Response do
  set(response, %{cookie | value: "", max_age: Some(0)})
end

## What stands in the header.
##
## ```mesh
## assert_eq Cookie.text(Cookie.new("a", "x y")), "a=x%20y; Path=/; HttpOnly; SameSite=Lax"
## ```
pub fn text(cookie :: Cookie) -> String do
  if not is_name(cookie.name) do
    panic("`${cookie.name}` is no name of a cookie")
  end
  let domain = case cookie.domain do
    None -> ""
    Some(name) -> "; Domain=${attribute(name)}"
  end
  let age = case cookie.max_age do
    None -> ""
    Some(seconds) -> "; Max-Age=${seconds}"
  end
  let secure = if cookie.secure or cookie.same_site == AnySite do "; Secure" else "" end
  let hidden = if cookie.http_only do "; HttpOnly" else "" end
  let site = case cookie.same_site do
    StrictSite -> "Strict"
    LaxSite -> "Lax"
    AnySite -> "None"
  end
  "${cookie.name}=${encode(cookie.value)}; Path=${attribute(cookie.path)}${domain}${age}${secure}${hidden}; SameSite=${site}"
end

fn attribute(text :: String) -> String do
  if encode(String.replace(text, "%", "")) != String.replace(text, "%", "") do
    panic("`${text}` is no attribute of a cookie")
  end
  text
end
