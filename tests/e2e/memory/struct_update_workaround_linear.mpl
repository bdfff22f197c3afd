# In place: copied at each step, this would take minutes.
# args: 400000
struct S do
  one :: List<Int>
  two :: List<Int>
end

fn add(S { one: one, two: two }, x :: Int) -> S =
  S { one: List.append(one, x), two: List.append(two, x) }
fn go(s :: S, 0) = s
fn go(s, n) = go(add(s, n), n - 1)

fn main() do
  let n = Option.unwrap_or(String.to_int(List.head(Env.args())), 10)
  let s = go(S { one: [], two: [] }, n)
  println("${List.length(s.one)} ${List.length(s.two)}")
end
