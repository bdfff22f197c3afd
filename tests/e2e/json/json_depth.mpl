# What `Json.encode` writes, `Json.parse` and `from_json` read, however deep it is.
type J do
  N(Int)
  A(List<J>)
end deriving(Eq, Debug, Json)

fn deep(n :: Int, j :: J) -> J = if n == 0 do j else deep(n - 1, A([j])) end

fn main() do
  for n in [20, 41, 42, 43, 60, 20000] do
    let value = deep(n, N(1))
    case J.from_json(Json.encode(value)) do
      Ok(read) -> println("${n} ${read == value}")
      Err(error) -> println("${n} ${error}")
    end
  end
  for n in [127, 128, 100000] do
    println("${Result.map(Json.parse(String.repeat("[", n) <> String.repeat("]", n)), fn _ -> n end)}")
  end
end
