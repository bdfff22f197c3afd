##! Which hosts requests may name, and which pages may ask. A page of another site can make a browser send requests here, by a
##! name of its own that leads to this machine, too: neither may reach what management shows or changes.

from Api.Context import failure
from Configuration import Config

## Refuses requests for hosts that are not this server's with 421, and with 400 those that no database could keep. What names no
## host is no browser (HTTP/1.0).
pub fn known_host(config :: Config) -> Fun(Request, Fun(Request) -> Response) -> Response do
  let (known, nul) = (hosts(config), String.from_code_points([0]))
  fn request, next ->
    let host = String.to_lower(Option.unwrap_or(Request.header(request, "host"), ""))
    if host != "" and not is_known(config, known, host) do
      failure(421, "unknown host")
    else if String.contains(request.path, nul) or
        Map.any(request.query, fn _, value -> String.contains(value, nul) end) do
      failure(400, "a NUL in the address")
    else
      next(request)
    end
  end
end

## Answers pages of origins that `MESHER_CORS_ORIGINS` names, and nobody else, that may manage; clients of the SDKs have rules of
## their own.
pub fn cors(config :: Config) -> Fun(Request, Fun(Request) -> Response) -> Response do
  if List.is_empty(config.cors_origins) do
    fn request, next -> next(request) end
  else
    let headers = ["content-type", "authorization", "x-requested-with"]
    let step = Cors.allow(%{Cors.rules(config.cors_origins) | credentials: true, headers: headers})
    fn request, next ->
      if is_management(request.path) do step(request, next) else next(request) end
    end
  end
end

fn is_management(path :: String) -> Bool do
  Regex.is_match(~r/^\/api\/(?:0|v1)\//, path) and
    not Regex.is_match(~r/^\/api\/v1\/events(?:\/bulk)?\/?$/, path)
end

## Whether the page that sent a request, if one did, is this server's own or one that may manage. Whoever sends no `Origin` is no
## page, or one that asks its own server.
pub fn is_ours(config :: Config, request :: Request) -> Bool do
  case Request.headers(request, "origin") do
    [] -> true
    [origin] ->
      is_own(config, request, String.to_lower(origin)) or List.contains(config.cors_origins, origin)
    _ -> false
  end
end

## Whether a page of this server's own sent a request, as far as browsers tell.
pub fn is_from_own_page(config :: Config, request :: Request) -> Bool do
  Option.is_some(Request.header(request, "origin")) and is_ours(config, request)
end

# The server has two ports: a page of one may ask the other.
fn is_own(config :: Config, request :: Request, origin :: String) -> Bool do
  let host = String.to_lower(Option.unwrap_or(Request.header(request, "host"), ""))
  let ports = for port in [config.http_port, config.ws_port] do
    "http://${name_of(host)}:${port}"
  end
  List.contains(
    [origin_of(config.public_url), "http://${host}", "https://${host}"] ++ ports,
    origin
  )
end

fn origin_of(url :: String) -> String do
  case Regex.captures(~r/^(https?:\/\/[^\/]+)/, String.to_lower(url)) do
    Some([_, origin]) -> origin
    _ -> ""
  end
end

# ---- hosts ------------------------------------------------------------------------------------------------------

# With or without a port.
fn hosts(config :: Config) -> Set<String> do
  let public = String.split(origin_of(config.public_url), "://")
  let given =
    [Option.unwrap_or(List.at(public, 1), ""), config.host, "[${config.host}]"] ++
    config.allowed_hosts
  Set.from_list(
    List.map(given, String.to_lower) ++
    List.map(given, fn host -> name_of(String.to_lower(host)) end)
  )
end

# Ports are not looked at where the name is known: tunnels and containers have others outside than inside, and a name that leads
# here by deceit is another one whatever its port.
fn is_known(config :: Config, known :: Set<String>, host :: String) -> Bool do
  let name = name_of(host)
  Set.contains(known, host) or
    Set.contains(known, name) or
    is_loopback(name) or
    is_any(config.host) and is_address(name)
end

fn name_of(host :: String) -> String = Regex.replace(~r/:\d*$/, host, "")

fn is_loopback(name :: String) -> Bool do
  Regex.is_match(~r/^(?:localhost|(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/, name)
end

# A server for all addresses of the machine does not know them; an address, other than a name, leads to one place only.
fn is_any(host :: String) -> Bool = host == "0.0.0.0" or host == "::"

fn is_address(name :: String) -> Bool =
  Regex.is_match(~r/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/, name)
