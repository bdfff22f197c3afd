# driver: uploads.py
# Bodies piece by piece, as large as they like; forms of both types, with files in the memory or on the disk, and their limits.
fn count(request :: Request, done :: Int) -> Response do
  case Request.chunk(request) do
    Ok(Some(bytes)) -> count(request, done + Bytes.length(bytes))
    Ok(None) -> HTTP.response(200, "${done}")
    Err(status) -> HTTP.response(status, "after ${done}")
  end
end

fn slowly(request :: Request, done :: Int) -> Response do
  case Request.chunk(request) do
    Ok(Some(bytes)) -> do
      Timer.sleep(if done == 0 do 1500 else 0 end)
      slowly(request, done + Bytes.length(bytes))
    end
    Ok(None) -> HTTP.response(200, "${done}")
    Err(status) -> HTTP.response(status, "after ${done}")
  end
end

fn told(file :: FormFile) -> String do
  let bytes = Result.unwrap_or(Form.bytes(file), Bytes.empty())
  let digest = String.slice(Bytes.to_hex(Crypto.sha256_bytes(bytes)), 0, 8)
  let place = case file.path do
    None -> "memory"
    Some(path) -> do
      println("kept: ${path}")
      if File.exists(path) do "disk" else "nowhere" end
    end
  end
  "${file.field} ${file.name.inspect()} ${file.content_type} ${file.size} ${digest} ${place}"
end

fn form(request :: Request) -> Response do
  let limits = %{Form.default_limits() |
    parts: 5,
    field: 100000,
    file: 5000000,
    all: 8000000,
    memory: 1000000
  }
  case Form.read_with(request, limits) do
    Ok(form) ->
      HTTP.response(
        200,
        "${form.fields.inspect()}; ${String.join(List.map(form.files, told), "; ")}; ${Form.get(form, "a").inspect()} ${List.length(Form.all(form, "a"))} ${Option.is_some(Form.file(form, "f"))}"
      )
    Err(status) -> HTTP.response(status, "no form")
  end
end

fn main() do
  let router = HTTP.router()
    |> HTTP.limits(%{HTTP.default_limits() | body_ms: 60000, body_bytes: 10000000})
    |> HTTP.on_post_raw("/count", fn request -> count(request, 0) end)
    |> HTTP.on_post_raw("/slowly", fn request -> slowly(request, 0) end)
    |> HTTP.on_post_raw("/one", fn request ->
      let first = Request.chunk(request)
      let size = Option.map(Result.unwrap_or(first, None), fn bytes -> Bytes.length(bytes) end)
      HTTP.response(200, "one piece ${Option.unwrap_or(size, 0) > 0}")
    end)
    |> HTTP.on_post("/form", form)
    |> HTTP.on_post_raw("/raw_form", form)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 10000)}")
  Process.halt(0)
end
