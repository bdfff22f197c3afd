# In place: copied at each step, this would take minutes.
# args: 400000
struct In do
  xs :: List<Int>
end

struct Out do
  a :: In
  n :: Int
end

fn go(o :: Out, 0) = o
fn go(o, n) = go(%{o | a: %{o.a | xs: List.append(o.a.xs, n)}, n: o.n + 1}, n - 1)

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  println("${List.length(go(Out { a: In { xs: [] }, n: 0 }, n).a.xs)}")
end
