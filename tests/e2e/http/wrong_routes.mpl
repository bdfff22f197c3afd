# A path that no request could have, and a `*` that is not the last segment alone, are mistakes of who writes them.
fn crash(path :: String) -> String do
  let job = Job.async(fn ->
    let router = HTTP.router() |> HTTP.on_get(path, fn _ -> HTTP.response(200, "") end)
    List.length(router.routes)
  end)
  "${Job.await(job)}"
end

fn main() do
  for path in [
    "users",
    "",
    "*",
    "/api*",
    "/files/:id/*/meta",
    "/x/*/",
    "/a/*/b/*",
    "/*",
    "/a/*",
    "/a*b/:c",
    "/"
  ] do
    println("${path.inspect()}: ${crash(path)}")
  end
end
