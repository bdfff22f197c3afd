# A function that only calls itself never ends.
pub fn f(n :: Int) -> Int = f(n + 1)
#                           ^^^^^^^^ W0007

fn g(n) = g(n)
#         ^^^^ W0007

pub fn sum(list :: List<Int>) -> Int do
  case list do
    first :: rest -> first + sum(rest)
    #                        ^^^^^^^^^ W0007
    [] -> sum([])
  end
end

fn ends(n :: Int) -> Int = if n == 0 do 0 else ends(n - 1) end

# Others see what a server does.
pub fn serve(n :: Int) -> Int do
  println("${n}")
  serve(n + 1)
end

fn main() do
  println("${g(1)} ${ends(3)}")
end
