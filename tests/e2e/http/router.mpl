# client: router.py
# Methods beside the usual ones, own answers for what no route takes, an access log, cookies, other origins, and who asks.
service Log do
  fn init() -> List<String> = []

  call Add(line :: String) :: () do |lines|
    (List.append(lines, line), ())
  end

  call Read() :: String do |lines|
    (lines, String.join(lines, "; "))
  end
end

fn say(request :: Request) -> Response = HTTP.response(200, Request.method(request))

fn main() do
  let log = Log.start()
  let staff = Auth.require_basic("the \"staff\"", fn name, password ->
    name == "Ana" and Auth.same("open: sesame", password)
  end)
  let api = Auth.require_bearer(fn token -> Auth.same("t0ken", token) end)
  let open = HTTP.router()
    |> HTTP.on_patch("/thing", say)
    |> HTTP.on_head("/own", fn _ -> HTTP.response(204, "") |> HTTP.with_header("x-own", "yes") end)
    |> HTTP.on_get("/own", say)
    |> HTTP.on_options("/own", say)
    |> HTTP.on("PROPFIND", "/own", say)
    |> HTTP.on_raw("REPORT", "/own", fn request ->
      HTTP.response(200, Result.unwrap_or(Request.read(request, 10, 10), "?"))
    end)
    |> HTTP.on_get("/crash", fn _ -> panic("on purpose") end)
    |> HTTP.on_get("/killed", fn _ ->
      Process.exit_self(Killed)
      HTTP.response(200, "never")
    end)
    |> HTTP.on_get("/log", fn _ -> HTTP.response(200, Log.read(log)) end)
    |> HTTP.on_get("/cookies", fn request -> HTTP.response(200, Cookie.all(request).inspect()) end)
    |> HTTP.on_get("/cookie", fn request ->
      HTTP.response(200, Option.unwrap_or(Cookie.get(request, "a"), "none"))
    end)
    |> HTTP.on_get("/set", fn _ ->
      HTTP.response(200, "set")
        |> Cookie.set(Cookie.new("a", "x y;z%"))
        |> Cookie.set(%{Cookie.new("b", "1") |
          max_age: Some(60),
          domain: Some("example.com"),
          path: "/b",
          secure: true,
          same_site: StrictSite
        })
        |> Cookie.set(%{Cookie.new("c", "") | http_only: false, same_site: AnySite})
        |> Cookie.remove(Cookie.new("old", "1"))
    end)
    |> HTTP.on_get("/bad_cookie", fn request ->
      HTTP.response(200, "set")
        |> Cookie.set(Cookie.new(Option.unwrap_or(Request.query(request, "name"), ""), "x"))
    end)
    |> HTTP.on_get("/bad_path", fn _ ->
      HTTP.response(200, "set") |> Cookie.set(%{Cookie.new("a", "x") | path: "/; Domain=evil"})
    end)
    |> HTTP.on_get("/staff", fn request -> staff(request, say) end)
    |> HTTP.on_get("/api", fn request -> api(request, say) end)
    |> HTTP.on_get("/basic", fn request -> HTTP.response(200, Auth.basic(request).inspect()) end)
    |> HTTP.on_get("/bearer", fn request -> HTTP.response(200, Auth.bearer(request).inspect()) end)
    |> HTTP.on_not_found(fn request -> HTTP.response(404, "no ${Request.path(request)}") end)
    |> HTTP.on_wrong_method(fn _, methods ->
      HTTP.response(405, "one of ${String.join(methods, " ")}")
    end)
    |> HTTP.on_access(fn access ->
      Log.add(
        log,
        "${access.method} ${access.path} ${access.status} ${access.version} ${access.peer} ${access.millis < 60000}"
      )
    end)
    |> HTTP.on_get("/quit", fn _ ->
      spawn(fn ->
        Timer.sleep(50)
        Process.halt(0)
      end)
      HTTP.response(200, "bye")
    end)
  let rules = %{Cors.rules(["https://app.example"]) | exposed: ["x-own"], credentials: true}
  let router = HTTP.use(open, Cors.allow(rules))
  let _ = HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0))
  ()
end
