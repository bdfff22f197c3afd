# Functions without a single annotation.
fn id(x) = x
fn first(pair) do
  let (a, _) = pair
  a
end
fn twice(f, x) = f(f(x))
fn compose(f, g) = fn x -> g(f(x)) end
fn pick(n, a, b) = if n == 0 do a else b end
fn add(a, b) = a + b
fn sum_of(items) = List.reduce(items, 0, fn total, n -> total + n end)
fn largest(items) do
  case items do
    [] -> None
    [x] -> Some(x)
    x :: rest -> case largest(rest) do
      Some(y) -> if x < y do Some(y) else Some(x) end
      None -> Some(x)
    end
  end
end
fn shown(x) = "<${x}>"
fn lengths(words) = List.map(words, fn w -> String.length(w) end)
fn table(keys, value) = List.reduce(keys, %{}, fn m, k -> Map.put(m, k, value) end)
fn never(n) = panic("no ${n + 0}")
fn wrapped(x) = Ok([(x, Some(x))])

fn main() do
  println(shown(add(1, 2)))
end
