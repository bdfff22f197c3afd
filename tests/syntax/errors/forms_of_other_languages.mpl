# mistakes: 63
fn keyed() = %{name: "a"}
fn keyed_by_texts() = %{"a": 3}
fn records() = {:ok, 3}
fn called(f) = f.(3)
fn parts(pair) = pair.0
fn binaries() = <<1, 2>>
fn pointed(x) = *x
fn letter() = ?a
fn typed_list() = []int{1, 2}
fn floats() = 1.0 +. 2.0
fn atoms() = :"a b"
fn capitals() = :Ok
fn letters() = :été
fn keyword_list() = [a: 1, b: 2]
fn slices(xs) = xs[0:2]
fn comprehension(xs) = [x * 2 for x in xs]
fn one_line(x), do: x + 1
fn results() -> Int, String = (1, "a")
fn bare x do
  x
end
fn arrows(f :: (Int) -> Int) = f(1)
fn bare_arrow(f :: Int -> Int) = f(1)
fn function_word(f :: fn(Int) -> Int) = f(1)
fn generic(xs :: List(Int)) = xs
fn generic_result(xs) -> List(Int) = xs
fn map_type(m :: %{String => Int}) = m
fn tuple_type(t :: {Int, Int}) = t
fn optional(x?: Int) = x
fn values(*xs) = xs
fn typed(a int) int do
  a
end
import gleam/io
@app.route("/")
fn decorated() = 1
const A, B = (1, 2)
const (c, d) = (1, 2)
counter = 0
type P struct {
}
defstruct [:name, :age]

fn main() do
  for x <- [1, 2] do
    println("${x}")
  end
  for i, x in [1, 2] do
    println("${x}")
  end
  for x in [1, 2], x > 1 do
    println("${x}")
  end
  let a, b = (1, 2)
  let assert Ok(x) = Ok(3)
  var n int = 3
  x := 3
  println(f"a {x}")
  let s = f"a {x}"
  let v = vec![1, 2]
  let t = String::from("a")
  let u = "3".parse::<Int>()
  let p = P { x: 3, ..q }
  let j = json { "a": 1 }
  let s = send
  let e = spawn fn -> 1 end
  if 3 not in [1] do
    1
  else:
    2
  end
  case 3 of
    x when x in [1, 2] -> 1
    x when x > 3 | x < 0 -> 2
    ^x -> 3,
    _ -> 4
  end
  let Some(y) = Some(3) else { return }
  go f()
  self() |> send(1)
  self() |> link
end

service Counter do
  fn init() -> Int = 0
  call get_count() do |n|
    (n, n)
  end
end
