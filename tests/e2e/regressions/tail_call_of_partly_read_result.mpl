# modes: debug release
# A tail call must keep its result's type although nobody reads a part of it.

struct Three do
  first :: String
  second :: String
  third :: Fun(Int) -> Int
end deriving()

fn start() -> Three = Three { first: "", second: "", third: fn n -> n end }

fn extend(value :: Three, text :: String, both :: Bool) -> Three do
  let first = value.first <> text
  %{value | first: first, second: if both do value.second <> text else value.second end}
end

fn left(value :: Three, text :: String) -> Three do
  extend(value, text, false)
end

fn right(value :: Three, text :: String) -> Three do
  extend(value, text, true)
end

fn four(value :: Three, text :: String) -> Three do
  value
    |> left(text)
    |> right(text)
    |> left(text)
    |> right(text)
end

fn main() do
  let one = four(start(), "a")
  let two = start()
    |> left("x")
    |> four("b")
    |> four("c")
  println("${one.first} ${one.second}")
  println("${two.first} ${two.second}")
end
