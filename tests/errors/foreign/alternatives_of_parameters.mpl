# Alternatives of a parameter stand in parentheses, for `|` stands between the clauses of a closure; a type has none.
fn small(1 | 2) = true
#          ^ P0001
fn small(_) = false

fn placed(name, "x" | "y", [1 | 2, _]) = name
#                   ^ P0001
fn placed(_, _, _) = "elsewhere"

fn either(n :: Int | String) = n
#                  ^ P0001

fn main() do
  let f = fn 1 | 2 -> "a" | _ -> "b" end
  #            ^ P0001
  let g = fn (1 | 2, n) -> n | (_, n) -> n end
  #             ^ P0001
  println("${small(2)} ${placed("a", "x", [1, 2])} ${either(1)} ${f(1)} ${g(1, 2)}")
end
