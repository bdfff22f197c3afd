# The oldest client.

## The body of what a server answers to GET; `Err` when there is no answer or its status is not one of 200 to 299. `Http` is the
## client that can do more.
##
## ```mesh
## let url = Test.serve(HTTP.router() |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end))
## assert_eq HTTP.get(url), Ok("hello")
## assert Result.is_err(HTTP.get(url <> "/nothing"))
## ```
pub fn get(url :: String) -> Result<String, String> = body_of(Http.get(url))

## The same for a text that is sent as JSON with POST.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router() |> HTTP.on_post("/", fn request -> HTTP.response(201, Request.body(request)) end)
## )
## assert_eq HTTP.post(url, "[1]"), Ok("[1]")
## ```
pub fn post(url :: String, text :: String) -> Result<String, String> = body_of(Http.post(url, text))

fn body_of(outcome :: Result<HttpResponse, HttpError>) -> Result<String, String> do
  case outcome do
    Ok(answer) -> if Http.is_ok(answer) do Ok(answer.body) else Err("status ${answer.status}") end
    Err(error) -> Err("${error}")
  end
end
