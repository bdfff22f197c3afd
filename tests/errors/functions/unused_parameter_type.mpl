fn pair<A>(a :: A) -> (A, B) do
#                         ^ E0045
  (a, a)
end

fn show<A>(a :: A) -> String where B: Display do
#                                  ^ E0045
  "a"
end

fn main() do
  println("")
end
