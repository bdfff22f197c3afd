# `[a, ..]` and `[a, ..rest]` take lists apart; `User { name, age }` names fields like variables.
struct User do
  name :: String
  age :: Int
end

fn shape(list :: List<Int>) -> String do
  case list do
    [] -> "none"
    [only] -> "only ${only}"
    [1, ..] -> "begins with 1"
    [a, b, ..rest] -> "${a}, ${b} and ${rest}"
  end
end

fn count([..all]) -> Int = List.length(all)

fn main() do
  println("${List.map([[], [5], [1, 2], [3, 4], [3, 4, 5]], shape)} ${count([1, 2])}")
  let name = "Ann"
  let age = 30
  let user = User { name, age }
  let older = %{user | age: age + 1}
  let other = User { name, age: 4 }
  println("${user} ${older} ${other} ${Json.encode(json { name, age, at: 1 })}")
  let [first, ..] = [7, 8] else
    return ()
  end
  println("${first}")
end
