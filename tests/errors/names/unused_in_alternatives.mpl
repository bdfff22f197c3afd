# A name that nobody uses is hidden in all alternatives at once.
type T do
  A(Int)
  B(Int)
end

fn first((A(n) | B(n))) = 1
#           ^ W0003

fn second(t :: T) -> Int do
  case t do
    A(n) | B(n) as whole -> 1
#     ^ W0003
#                  ^^^^^ W0003
  end
end

fn main() do
  println("${first(A(1))} ${second(B(2))}")
end
