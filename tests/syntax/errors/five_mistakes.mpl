# mistakes: 5
fn first(x) do
  let = 5
  x + 1
end

fn second(x) do
  if x > 1 then
    1
  else
    2
  end
end

fn third(xs) do
  xs |> List.map(fn x -> x * end)
end

struct Point do
  x :: Int
  y : Int
end

fn main() do
  spawn worker(1, 2)
  println("done")
end
