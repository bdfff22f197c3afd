# A number that is no whole one, or too large, is no `Int`.
struct Count do
  n :: Int
end deriving(Json)

fn shown(source :: String) -> () do
  case Count.from_json(source) do
    Ok(count) -> println("${count.n}")
    Err(error) -> println("${error}")
  end
end

fn main() do
  shown("{\"n\": 5}")
  shown("{\"n\": 5.0}")
  shown("{\"n\": -2e3}")
  shown("{\"n\": 5.7}")
  shown("{\"n\": 9223372036854775807}")
  shown("{\"n\": 9223372036854775808}")
  shown("{\"n\": 1e30}")
end
