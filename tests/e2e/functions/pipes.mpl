fn double(n) = n * 2
fn add(n, m) = n + m
fn subtract(a, b) = a - b

fn main() do
  let n = 5
    |> double
    |> add(3)
    |> double
  println("${n}")
  let text = [3, 1, 2]
    |> List.map(fn x -> x * 10 end)
    |> List.filter(fn x -> x > 10 end)
    # a comment between the stages
    |> List.map(fn x -> "${x}" end)
    |> String.join(", ")
  println(text)
  println("${10 |2> subtract(100)}")
end
