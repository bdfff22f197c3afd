##! A to-do list over HTTP, kept in SQLite.

import Todos

fn main() do
  let db = Todos.open(Env.get("DATABASE", ":memory:"))?
  let port = Env.get_int("PORT", 8080)
  spawn(listen, routes(db), port)
  Process.wait_signal()
  println("closing")
  Db.close(db)
  Process.halt(0)
  Ok(())
end

actor listen(router :: Router, port :: Int) do
  case HTTP.serve_on(router, "127.0.0.1", port) do
    Ok(_) -> ()
    Err(error) -> do
      IO.eprintln(error)
      Process.halt(1)
    end
  end
end

fn routes(db :: Db) -> Router do
  HTTP.router()
    |> HTTP.on_get("/todos", fn _ -> answer(200, Todos.all(db)) end)
    |> HTTP.on_post("/todos", fn request -> answer(201, Todos.add(db, Request.body(request))) end)
    |> HTTP.on_put("/todos/:id/done", fn request -> changed(Todos.finish(db, id(request))) end)
    |> HTTP.on_delete("/todos/:id", fn request -> changed(Todos.remove(db, id(request))) end)
end

# What is no number is the id of nothing.
fn id(request :: Request) -> Int do
  Option.unwrap_or(
    Option.and_then(Request.param(request, "id"), fn text -> String.to_int(text) end),
    0
  )
end

fn answer<T>(status :: Int, result :: T!String) -> Response where T: ToJson do
  case result do
    Ok(value) -> HTTP.response(status, Json.encode(value))
    Err(error) -> HTTP.response(400, Json.encode(json { error: error }))
  end
end

fn changed(result :: Int!String) -> Response do
  case result do
    Ok(0) -> HTTP.response(404, Json.encode(json { error: "no such todo" }))
    other -> answer(200, Result.map(other, fn n -> json { changed: n } end))
  end
end
