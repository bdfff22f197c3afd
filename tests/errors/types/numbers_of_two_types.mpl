# One mistake is told once: the sides of an operator, a division whose rest is lost, what is called otherwise here.

struct P do
  x :: Int
end deriving(Show)
#            ^^^^ E0028

type String = Int
#    ^^^^^^ E0055

  @no_aloc
# ^^^^^^^^ E0064
fn area(r :: Float) -> Float do
  2 * r * r
#     ^ E0001
end

  @deprecated
# ^^^^^^^^^^^ E0064
fn average(xs :: List<Int>) -> Float do
  List.sum(xs) / List.length(xs)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0001
end

fn twice(n :: uint) -> Int do
#             ^^^^ E0045
  3
end

fn main() do
  let dta = [1]
  println("${P { x: 1 }} ${area(2.0)} ${average(data)} ${twice(2)}")
#                                               ^^^^ E0004
end
