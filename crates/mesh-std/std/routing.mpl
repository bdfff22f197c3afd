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

## A route for a path, in which `:name` takes one segment and a last `*` the rest.
pub fn route<H>(method :: String, path :: String, raw :: Bool, handler :: H) -> Route<H> do
  let segments = List.filter(String.split(path, "/"), fn segment -> segment != "" end)
  let class = if String.ends_with(path, "*") do
    2
  else if List.any(segments, fn segment -> String.starts_with(segment, ":") end) do
    1
  else
    0
  end
  Route { method: method, path: path, segments: segments, class: class, raw: raw, handler: handler }
end

## The first route of the lowest class that fits; methods of routes that only fit the path are remembered. A slash at the end of a path means
## nothing, unless a route has it, too.
pub fn find<H>(
  routes :: List<Route<H>>,
  method :: String,
  path :: String,
  segments :: List<String>
) -> Match<H> do
  find_from(routes, 0, 0, method, path, segments, [])
end

fn find_from<H>(
  routes :: List<Route<H>>,
  class :: Int,
  at :: Int,
  method :: String,
  path :: String,
  segments :: List<String>,
  allowed :: List<String>
) -> Match<H> do
  case List.at(routes, at) do
    None ->
      if class == 2 do
        Refused(allowed)
      else if class == 0 and path != "/" and String.ends_with(path, "/") do
        let bare = String.byte_slice(path, 0, String.byte_length(path) - 1)
        find_from(routes, 0, 0, method, bare, segments, allowed)
      else
        find_from(routes, class + 1, 0, method, path, segments, allowed)
      end
    Some(route) ->
      case fits(route, class, path, segments) do
        None -> find_from(routes, class, at + 1, method, path, segments, allowed)
        Some(params) ->
          if takes(route.method, method) do
            Found(route, params)
          else
            let known = if route.method == "GET" do ["GET", "HEAD"] else [route.method] end
            let more = List.filter(known, fn method -> not List.contains(allowed, method) end)
            find_from(routes, class, at + 1, method, path, segments, allowed ++ more)
          end
      end
  end
end

fn fits<H>(
  route :: Route<H>,
  class :: Int,
  path :: String,
  segments :: List<String>
) -> Option<Map<String, String>> do
  if route.class != class do
    None
  else if class == 0 do
    if route.path == path do Some(%{}) else None end
  else
    capture(route.segments, segments, 0, %{})
  end
end

fn takes(route :: String, method :: String) -> Bool do
  route == "" or route == method or (route == "GET" and method == "HEAD")
end

# The parameters of a path that fits the pattern.
fn capture(
  pattern :: List<String>,
  segments :: List<String>,
  at :: Int,
  params :: Map<String, String>
) -> Option<Map<String, String>> do
  case (List.at(pattern, at), List.at(segments, at)) do
    (None, None) -> Some(params)
    (Some("*"), _) -> Some(params)
    (Some(wanted), Some(found)) ->
      if String.starts_with(wanted, ":") do
        let name = String.slice(wanted, 1, String.length(wanted))
        capture(pattern, segments, at + 1, Map.put(params, name, found))
      else if wanted == found do
        capture(pattern, segments, at + 1, params)
      else
        None
      end
    _ -> None
  end
end
