##! Which of a server's routes takes a request.

## A route with what handles it.
pub struct Route<H> do
  ## "" takes any method.
  method :: String
  path :: String
  segments :: List<String>
  ## 0: an exact path, 1: with parameters, 2: with `*` at the end. Lower ones are tried first.
  class :: Int
  ## Whether the handler reads the body itself.
  raw :: Bool
  handler :: H
end deriving()

## What there is for a request.
pub type Match<H> do
  Found(Route<H>, Map<String, String>)
  ## No route takes the method: those that the path takes.
  Refused(List<String>)
end deriving()

## A route for a path, in which `:name` takes one segment and a last `*` the rest. Crashes for a path that does not begin with `/`, and
## for a `*` that is not the last segment alone.
##
## ```mesh
## let route = Routing.route("GET", "/users/:id", false, "show a user")
## assert_eq route.segments, ["users", ":id"]
## ```
pub fn route<H>(method :: String, path :: String, raw :: Bool, handler :: H) -> Route<H> do
  if not String.starts_with(path, "/") do
    panic("the path of a route begins with /, not as ${path.inspect()}")
  end
  let segments = List.filter(String.split(path, "/"), fn segment -> segment != "" end)
  let takes_rest = String.ends_with(path, "/*")
  let stars = List.count(segments, fn segment -> String.ends_with(segment, "*") end)
  if stars > (if takes_rest do 1 else 0 end) do
    panic("a `*` takes the rest of a path, as its last segment alone, not as in ${path.inspect()}")
  end
  let class = if takes_rest do
    2
  else if List.any(segments, fn segment -> String.starts_with(segment, ":") end) do
    1
  else
    0
  end
  Route { method: method, path: path, segments: segments, class: class, raw: raw, handler: handler }
end

## Routes that are found by what they begin with, however many there are.
pub struct Table<H> do
  # By their paths.
  exact :: Map<String, List<Route<H>>>
  patterns :: Branch<H>
end deriving()

# Patterns that have the same segments so far, each with its place among all routes.
struct Branch<H> do
  fixed :: Map<String, Branch<H>>
  parameter :: Option<Branch<H>>
  ends :: List<(Int, Route<H>)>
  # With `*` here.
  rest :: List<(Int, Route<H>)>
end deriving()

fn no_branch<H>() -> Branch<H> = Branch { fixed: %{}, parameter: None, ends: [], rest: [] }

## The table of some routes.
##
## ```mesh
## let table = Routing.table([Routing.route("GET", "/", false, "the start page")])
## assert_eq Map.keys(table.exact), ["/"]
## ```
pub fn table<H>(routes :: List<Route<H>>) -> Table<H> do
  List.reduce(
    List.enumerate(routes),
    Table { exact: %{}, patterns: no_branch() },
    fn table, (place, route) ->
      if route.class == 0 do
        let exact =
          Map.update(table.exact, route.path, [], fn known -> List.append(known, route) end)
        %{table | exact: exact}
      else
        %{table | patterns: grown(table.patterns, route.segments, 0, (place, route))}
      end
    end
  )
end

fn grown<H>(
  branch :: Branch<H>,
  segments :: List<String>,
  at :: Int,
  route :: (Int, Route<H>)
) -> Branch<H> do
  case List.at(segments, at) do
    None -> %{branch | ends: List.append(branch.ends, route)}
    Some("*") -> %{branch | rest: List.append(branch.rest, route)}
    Some(segment) ->
      if String.starts_with(segment, ":") do
        let next = Option.unwrap_or(branch.parameter, no_branch())
        %{branch | parameter: Some(grown(next, segments, at + 1, route))}
      else
        let next = Map.get_or(branch.fixed, segment, no_branch())
        %{branch | fixed: Map.put(branch.fixed, segment, grown(next, segments, at + 1, route))}
      end
  end
end

## The first route of the lowest class that fits; methods of routes that only fit the path are remembered. A slash at the end of a path means
## nothing, unless a route has it, too.
##
## ```mesh
## let table = Routing.table([Routing.route("GET", "/users/:id", false, "show a user")])
## case Routing.find(table, "GET", "/users/7", ["users", "7"]) do
##   Found(route, params) -> assert_eq (route.handler, params), ("show a user", %{"id" => "7"})
##   Refused(methods) -> panic("only ${methods}")
## end
## ```
pub fn find<H>(
  table :: Table<H>,
  method :: String,
  path :: String,
  segments :: List<String>
) -> Match<H> do
  let exact = Map.get_or(table.exact, path, [])
  let all = if path != "/" and String.ends_with(path, "/") do
    let bare = without_slashes(path, String.byte_length(path))
    let slashed = if "${bare}/" == path do [] else Map.get_or(table.exact, "${bare}/", []) end
    exact ++ slashed ++ Map.get_or(table.exact, bare, [])
  else
    exact
  end
  case chosen(all, method, 0, []) do
    Refused(allowed) -> do
      let fitting = ordered(fitting(table.patterns, segments, 0, []))
      case chosen(fitting, method, 0, allowed) do
        Found(route, _) -> Found(route, capture(route.segments, segments, 0, %{}))
        refused -> refused
      end
    end
    found -> found
  end
end

# The path without the slashes at its end, which is looked for in so many bytes.
fn without_slashes(path :: String, bytes :: Int) -> String do
  if bytes > 0 and String.byte_slice(path, bytes - 1, bytes) == "/" do
    without_slashes(path, bytes - 1)
  else
    String.byte_slice(path, 0, bytes)
  end
end

fn chosen<H>(
  routes :: List<Route<H>>,
  method :: String,
  at :: Int,
  allowed :: List<String>
) -> Match<H> do
  case List.at(routes, at) do
    None -> Refused(allowed)
    Some(route) ->
      if takes(route.method, method) do
        Found(route, %{})
      else
        let known = if route.method == "GET" do ["GET", "HEAD"] else [route.method] end
        let more = List.filter(known, fn method -> not List.contains(allowed, method) end)
        chosen(routes, method, at + 1, allowed ++ more)
      end
  end
end

fn takes(route :: String, method :: String) -> Bool do
  route == "" or route == method or (route == "GET" and method == "HEAD")
end

# Lower classes come first, and among equals what was added first.
fn ordered<H>(routes :: List<(Int, Route<H>)>) -> List<Route<H>> do
  let sorted = if List.length(routes) < 2 do
    routes
  else
    List.sort_by(routes, fn((place, route)) -> (route.class, place) end)
  end
  List.map(sorted, fn((_, route)) -> route end)
end

# All patterns that fit, in no order.
fn fitting<H>(
  branch :: Branch<H>,
  segments :: List<String>,
  at :: Int,
  found :: List<(Int, Route<H>)>
) -> List<(Int, Route<H>)> do
  let here = found ++ branch.rest
  case List.at(segments, at) do
    None -> here ++ branch.ends
    Some(segment) -> do
      let fixed = case Map.fetch(branch.fixed, segment) do
        Some(next) -> fitting(next, segments, at + 1, here)
        None -> here
      end
      # Between two slashes is nothing that a parameter could be.
      case branch.parameter do
        Some(next) when segment != "" -> fitting(next, segments, at + 1, fixed)
        _ -> fixed
      end
    end
  end
end

# The parameters of a path that fits the pattern.
fn capture(
  pattern :: List<String>,
  segments :: List<String>,
  at :: Int,
  params :: Map<String, String>
) -> Map<String, String> do
  case (List.at(pattern, at), List.at(segments, at)) do
    (Some(wanted), Some(found)) ->
      if String.starts_with(wanted, ":") do
        let name = String.slice(wanted, 1, String.length(wanted))
        capture(pattern, segments, at + 1, Map.put(params, name, found))
      else if wanted == "*" do
        params
      else
        capture(pattern, segments, at + 1, params)
      end
    _ -> params
  end
end
