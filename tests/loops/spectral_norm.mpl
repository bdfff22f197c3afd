@no_alloc
fn a(i :: Int, j :: Int) -> Float = 1.0 / Int.to_float((i + j) * (i + j + 1) / 2 + i + 1)

@no_alloc
fn row(v :: List<Float>, i :: Int, j :: Int, sum :: Float) -> Float do
  if j == List.length(v) do sum else row(v, i, j + 1, sum + a(i, j) * List.get(v, j)) end
end

@no_alloc
fn column(v :: List<Float>, i :: Int, j :: Int, sum :: Float) -> Float do
  if j == List.length(v) do sum else column(v, i, j + 1, sum + a(j, i) * List.get(v, j)) end
end

fn times(v :: List<Float>) -> List<Float> = for i in 0..List.length(v) do
  row(v, i, 0, 0.0)
end
fn transposed(v :: List<Float>) -> List<Float> = for i in 0..List.length(v) do
  column(v, i, 0, 0.0)
end
fn both(v :: List<Float>) -> List<Float> = transposed(times(v))

fn dot(a :: List<Float>, b :: List<Float>) -> Float =
  List.reduce(List.zip(a, b), 0.0, fn sum, pair -> sum + Tuple.first(pair) * Tuple.second(pair) end)

fn power(u :: List<Float>, v :: List<Float>, n :: Int) -> (List<Float>, List<Float>) do
  if n == 0 do
    (u, v)
  else
    let v = both(u)
    power(both(v), v, n - 1)
  end
end

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)
  let (u, v) = power(List.repeat(1.0, n), [], 10)
  println("${Math.sqrt(dot(u, v) / dot(v, v))}")
end
