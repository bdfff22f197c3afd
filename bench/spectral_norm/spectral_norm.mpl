# The largest singular value of a matrix without end, of which the argument says how many rows count; ten steps of the power method.
# args: 20
# modes: debug release

@no_alloc
fn cell(i :: Int, j :: Int) -> Float = 1.0 / Int.to_float((i + j) * (i + j + 1) / 2 + i + 1)

@no_alloc
fn row(v :: List<Float>, i :: Int, j :: Int, sum :: Float) -> Float =
  if j == List.length(v) do sum else row(v, i, j + 1, sum + cell(i, j) * v[j]) end

@no_alloc
fn column(v :: List<Float>, i :: Int, j :: Int, sum :: Float) -> Float =
  if j == List.length(v) do sum else column(v, i, j + 1, sum + cell(j, i) * v[j]) end

fn by_rows(v :: List<Float>) -> List<Float> = for i in 0..List.length(v) do
  row(v, i, 0, 0.0)
end

fn by_columns(v :: List<Float>) -> List<Float> = for i in 0..List.length(v) do
  column(v, i, 0, 0.0)
end

fn step(v :: List<Float>) -> List<Float> = by_columns(by_rows(v))

fn run(u :: List<Float>, v :: List<Float>, left :: Int) -> (List<Float>, List<Float>) do
  if left == 0 do
    (u, v)
  else
    let next = step(u)
    run(step(next), next, left - 1)
  end
end

fn product(u :: List<Float>, v :: List<Float>) -> Float =
  List.reduce(List.zip(u, v), 0.0, fn sum, (a, b) -> sum + a * b end)

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let ones = List.repeat(1.0, size())
  let (u, v) = run(ones, ones, 10)
  let norm = Math.sqrt(product(u, v) / product(v, v))
  println("${Float.to_int(norm * 1000000000.0)}")
end
