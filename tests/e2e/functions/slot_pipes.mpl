# Pipes: into the first place, into the N-th place, into closures, qualified names and constructors' functions.
fn wrap(open :: String, text :: String, close :: String) -> String = open <> text <> close

fn between(low :: Int, x :: Int, high :: Int) -> Bool = low <= x and x <= high

struct Scale do
  factor :: Int
end

interface Scaling do
  fn scale(self, n :: Int) -> Int
end

impl Scaling for Scale do
  fn scale(self, n :: Int) -> Int = self.factor * n
end

fn main() do
  println("mid" |2> wrap("<", ">"))
  println("last" |3> wrap("(", "-"))
  println("${5 |2> between(1, 10)} ${50 |2> between(1, 10)}")
  [3, 1, 2]
    |> List.sort(fn a, b -> a - b end)
    |> List.map(fn n -> "${n}" end)
    |> String.join("<")
    |> wrap("[", "]")
    |> println
  let joined = ", "
    |2> String.join(["a", "b"])
    |> String.to_upper
  println(joined)
  println("${7 |> fn x -> x * x end |> fn x -> x + 1 end}")
  let double = fn x -> x * 2 end
  println("${4 |> double} ${4 |> double()} ${Scale { factor: 3 } |> scale(5)}")
  println("${1 + 2 |> double} ${5 |> Some |> Option.map(double)}")
end
