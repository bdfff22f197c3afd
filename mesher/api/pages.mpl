##! The front end: its files, and the one document that every page of it begins with.

from Api.Context import Context

# What the document may do. Nothing but its own files and its own server; no text becomes markup or a script
# (`require-trusted-types-for`), nobody may put it into a frame, and no form goes anywhere.
fn policy() -> String do
  String.join(
    [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self' ws: wss:",
      "manifest-src 'self'",
      "base-uri 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'"
    ],
    "; "
  )
end

# Where pages begin: each of these, and all that is below.
fn pages() -> List<String> do
  ["/login", "/setup", "/invite", "/accept", "/issues", "/events", "/projects", "/settings"] ++
    sections()
end

# Those of a project: without one they lead to that of the project that was looked at last.
fn sections() -> List<String> do
  ["/live", "/dashboard", "/releases", "/crons", "/feedback", "/logs", "/endpoints", "/alerts"]
end

## Adds the routes of the front end. `/` and the pages are all the same document: what is shown goes by the address.
pub fn routes(router :: Router, context :: Context) -> Router do
  let document = Embedded.text(embed("web/index.html"))
  let place = Embedded.place(embed("web/index.html"))
  let base = base_of(context.config.public_url)
  let shell = fn _ -> answer(current(document, place), base) end
  let with_files = HTTP.on_get(router, "/", shell) |> HTTP.assets("/assets", embed("web/"))
  List.reduce(pages(), with_files, fn so_far, path ->
    so_far |> HTTP.on_get(path, shell) |> HTTP.on_get("${path}/*", shell)
  end)
end

# In a debug build the file as it is now, like the other files.
fn current(document :: String, place :: Option<String>) -> String do
  case place do
    None -> document
    Some(path) -> Result.unwrap_or(File.read(path), document)
  end
end

# The path of the public address, with a slash at its end: where a proxy puts Mesher.
fn base_of(url :: String) -> String do
  let path = Regex.replace(~r/^https?:\/\/[^\/]+/, url, "")
  let written =
    String.replace(String.replace(String.replace(path, "&", "&amp;"), "\"", "&quot;"), "<", "&lt;")
  "${written}/"
end

fn answer(document :: String, base :: String) -> Response do
  HTTP.response_with_headers(
    200,
    String.replace(document, "<base href=\"/\">", "<base href=\"${base}\">"),
    %{
      "content-type" => "text/html; charset=utf-8",
      "cache-control" => "no-cache",
      "content-security-policy" => policy(),
      "cross-origin-opener-policy" => "same-origin",
      "referrer-policy" => "no-referrer",
      "x-content-type-options" => "nosniff",
      "x-frame-options" => "DENY"
    }
  )
end
