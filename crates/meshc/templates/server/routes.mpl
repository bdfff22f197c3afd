##! Which request is answered by what.

struct Greeting do
  greeting :: String
end deriving(Json, Eq, Debug)

## All routes of the server.
pub fn router() -> Router do
  HTTP.router()
    |> HTTP.on_get("/health", fn _ -> HTTP.response(200, "ok") end)
    |> HTTP.on_get("/hello/:name", hello)
end

fn hello(request :: Request) -> Response do
  let name = Option.unwrap_or(Request.param(request, "name"), "nobody")
  HTTP.response(200, Json.encode(greet(name)))
end

fn greet(name :: String) -> Greeting = Greeting { greeting: "Hello, ${name}!" }
