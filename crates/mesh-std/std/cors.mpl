##! Which pages of other origins may ask a server (CORS, the fetch standard).

## What pages of other origins may do.
pub struct CorsRules do
  ## Their origins, `"https://app.example.com"`; `"*"` for all, which get no answers to requests with cookies.
  origins :: List<String>
  methods :: List<String>
  ## Headers that they may send, beside those that every page may; `"*"` for all.
  headers :: List<String>
  ## Headers of answers that they may read, beside those that every page may.
  exposed :: List<String>
  ## Whether requests may carry cookies, and answers to them be read.
  credentials :: Bool
  ## For how many seconds a browser may keep the answer to its question.
  max_age :: Int
end deriving(Eq, Debug)

## For these origins: the usual methods, `Content-Type` and `Authorization`, no cookies, 10 minutes.
##
## ```mesh
## let rules = %{Cors.rules(["https://app.example.com"]) | max_age: 60}
## assert_eq rules.credentials, false
## ```
pub fn rules(origins :: List<String>) -> CorsRules do
  CorsRules {
    origins: origins,
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    headers: ["content-type", "authorization"],
    exposed: [],
    credentials: false,
    max_age: 600
  }
end

## A step for `HTTP.use` that answers browsers that ask for leave, and tells them with each answer what a page may read. Crashes on rules
## for every origin with cookies: any page could act for whoever visits it.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(Cors.allow(Cors.rules(["https://app.example.com"])))
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, "hello") end)
## )
## let request = Http.header(Http.build(:get, url), "origin", "https://app.example.com")
## let answer = Result.unwrap(Http.send(request))
## assert_eq Http.header_of(answer, "access-control-allow-origin"), Some("https://app.example.com")
## ```
pub fn allow(rules :: CorsRules) -> Fun(Request, Fun(Request) -> Response) -> Response do
  if rules.credentials and List.contains(rules.origins, "*") do
    panic("cookies for pages of every origin: name the origins")
  end
  fn request, next ->
    let origin = Request.header(request, "origin")
    let marks = marks(rules, origin)
    # For the answers that no step sees.
    for (name, value) in marks do
      HTTP.default_header(request, name, value)
    end
    let asked = Request.header(request, "access-control-request-method")
    let is_question =
      Option.is_some(origin) and request.method == "OPTIONS" and Option.is_some(asked)
    if is_question do
      marked(preflight(rules, request, is_known(rules, origin)), marks)
    else
      marked(next(request), marks)
    end
  end
end

fn is_known(rules :: CorsRules, origin :: Option<String>) -> Bool do
  case origin do
    None -> false
    Some(name) -> is_allowed(rules, name)
  end
end

fn is_allowed(rules :: CorsRules, origin :: String) -> Bool do
  List.any(rules.origins, fn known ->
    known == "*" or String.to_lower(known) == String.to_lower(origin)
  end)
end

# The headers of each answer to a page of this origin: it depends on who asks.
fn marks(rules :: CorsRules, origin :: Option<String>) -> List<(String, String)> do
  case origin do
    Some(origin) when is_allowed(rules, origin) -> do
      let named = if List.contains(rules.origins, "*") do "*" else origin end
      let shown = if List.is_empty(rules.exposed) do
        []
      else
        [("access-control-expose-headers", String.join(rules.exposed, ", "))]
      end
      let credentials = if rules.credentials do
        [("access-control-allow-credentials", "true")]
      else
        []
      end
      [("vary", "Origin"), ("access-control-allow-origin", named)] ++ shown ++ credentials
    end
    _ -> [("vary", "Origin")]
  end
end

fn marked(answer :: Response, marks :: List<(String, String)>) -> Response do
  List.reduce(marks, answer, fn done, (name, value) ->
    if name == "vary" do
      HTTP.add_header(done, name, value)
    else
      HTTP.with_header(done, name, value)
    end
  end)
end

fn preflight(rules :: CorsRules, request :: Request, is_known :: Bool) -> Response do
  let answer = HTTP.response(204, "")
  if is_known do
    let headers = if List.contains(rules.headers, "*") do
      Option.unwrap_or(Request.header(request, "access-control-request-headers"), "")
    else
      String.join(rules.headers, ", ")
    end
    answer
      |> HTTP.with_header("access-control-allow-methods", String.join(rules.methods, ", "))
      |> HTTP.with_header("access-control-allow-headers", headers)
      |> HTTP.with_header("access-control-max-age", "${rules.max_age}")
  else
    answer
  end
end
