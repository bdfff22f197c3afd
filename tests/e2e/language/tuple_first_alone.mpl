# Functions over tuples of any size are values before anything says which tuples: their uses decide.
fn applied(f, value) = f(value)

fn main() do
  let first = Tuple.first
  println("${List.map([(1, "a"), (2, "b")], first)}")
  let second = Tuple.second
  println("${second((1, 2.5, true)) + 1.0}")
  println("${applied(Tuple.first, ("x", 1)) <> "y"}")
  let both = (Tuple.first, Tuple.second)
  let (left, right) = both
  println("${left((1, 2)) + right(("a", 3))}")
end
