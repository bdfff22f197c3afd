# JSON of any depth is written and read; only code that recurses over it, as derived readers do, comes to the end of its stack, and that
# is its actor's crash.
# stderr: stack overflow
type J do
  N(Int)
  A(List<J>)
end deriving(Eq, Debug, Json)

fn nest(n :: Int, v :: Json) -> Json = if n == 0 do v else nest(n - 1, JsonArray([v])) end

fn fields(n :: Int, v :: Json) -> Json =
  if n == 0 do v else fields(n - 1, JsonObject(%{"a" => v, "b" => JsonNull})) end

fn report(work :: Fun() -> ()) do
  let (_, _) = Process.spawn_monitor(work)
  receive do
    (:down, _, Normal) -> ()
    (:down, _, reason) -> println("${reason}")
  end
end

fn again(v :: Json) -> () do
  let text = Json.encode(v)
  println("${String.byte_length(text)}")
  case Json.parse(text) do
    Ok(read) -> println("${Json.encode(read) == text}")
    Err(error) -> println(error)
  end
end

fn main() do
  report(fn -> again(nest(3000000, JsonInt(1))) end)
  report(fn -> again(fields(500000, JsonBool(true))) end)
  # Where the text is wrong, all that was read is let go.
  println("${Json.parse(String.repeat("[", 1000000))}")
  println("${Json.parse(String.repeat("{\"a\":[", 500000) <> "}")}")
  println("${Json.parse(String.repeat("[", 1000000) <> String.repeat("]", 1000001))}")
  report(fn -> println("${J.from_json(String.repeat("{\"tag\":\"A\",\"fields\":[[", 2000000)
    <> "{\"tag\":\"N\",\"fields\":[1]}" <> String.repeat("]]}", 2000000)) == Ok(N(1))}") end)
end
