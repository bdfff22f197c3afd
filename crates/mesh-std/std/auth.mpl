##! Who asks: names with passwords, and tokens, in the header `Authorization`.

## The name and the password of a request (RFC 7617), if it has them.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Auth.basic(request)}")
##   end)
## )
## let request = Http.header(Http.build(:get, url), "authorization", "Basic YW5uOnNlY3JldA==")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some((ann, secret))")
## ```
pub fn basic(request :: Request) -> Option<(String, String)> do
  case credentials(request, "basic") do
    None -> None
    Some(encoded) ->
      case Base64.decode(encoded) do
        Err(_) -> None
        Ok(pair) ->
          case String.split(pair, ":") do
            [_] -> None
            parts -> Some((List.head(parts), String.join(List.drop(parts, 1), ":")))
          end
      end
  end
end

## The token of a request (RFC 6750), if it has one.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_get("/", fn request ->
##     HTTP.response(200, "${Auth.bearer(request)}")
##   end)
## )
## let request = Http.header(Http.build(:get, url), "authorization", "Bearer abc")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("Some(abc)")
## ```
pub fn bearer(request :: Request) -> Option<String> = credentials(request, "bearer")

# What stands behind the name of the scheme.
fn credentials(request :: Request, scheme :: String) -> Option<String> do
  case Request.headers(request, "authorization") do
    [line] -> do
      let parts = String.split(String.trim(line), " ")
      let text = String.trim(String.join(List.drop(parts, 1), " "))
      if String.to_lower(List.head(parts)) == scheme and text != "" do Some(text) else None end
    end
    _ -> None
  end
end

## Whether two texts are the same; the time does not tell where they differ, nor how long the known one is.
##
## ```mesh
## assert Auth.same("secret", "secret")
## assert not Auth.same("secret", "Secret")
## ```
pub fn same(known :: String, given :: String) -> Bool do
  Crypto.secure_compare(Crypto.sha256(known), Crypto.sha256(given))
end

## A step for `HTTP.use` that lets only those in whose name and password `check` takes; others get 401. Passwords are best compared by
## `Crypto.verify_password`, fixed ones by `Auth.same`. For some routes only, a handler calls it:
## `let guard = Auth.require_basic("staff", check)`, then `guard(request, handler)`.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(Auth.require_basic("staff", fn _, password -> Auth.same("secret", password) end))
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## let request = Http.header(Http.build(:get, url), "authorization", "Basic YW5uOnNlY3JldA==")
## assert_eq Result.map(Http.send(request), fn it -> it.body end), Ok("hello")
## ```
pub fn require_basic(
  realm :: String,
  check :: Fun(String, String) -> Bool
) -> Fun(Request, Fun(Request) -> Response) -> Response do
  fn request, next ->
    let known = case basic(request) do
      None -> false
      Some((name, password)) -> check(name, password)
    end
    if known do
      next(request)
    else
      refused("Basic realm=\"${quoted(realm)}\", charset=\"UTF-8\"")
    end
  end
end

## The same for those whose token `check` takes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(Auth.require_bearer(fn token -> Auth.same("abc", token) end))
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## assert_eq Result.map(Http.get(url), fn it -> it.status end), Ok(401)
## ```
pub fn require_bearer(
  check :: Fun(String) -> Bool
) -> Fun(Request, Fun(Request) -> Response) -> Response do
  fn request, next ->
    let known = case bearer(request) do
      None -> false
      Some(token) -> check(token)
    end
    if known do next(request) else refused("Bearer") end
  end
end

fn quoted(text :: String) -> String =
  String.replace(String.replace(text, "\\", "\\\\"), "\"", "\\\"")

fn refused(challenge :: String) -> Response do
  HTTP.response_with_headers(401, "{\"error\":\"unauthorized\"}", %{
    "www-authenticate" => challenge
  })
end
