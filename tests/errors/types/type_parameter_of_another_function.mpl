# Functions that call each other have one mailbox: one without written types cannot receive the type parameter of another.
fn keep<T>(value :: T, n :: Int) -> T do
  receive do
    other -> if n == 0 do other else pass(value, n - 1) end
  end
end

fn pass(value, n) do
#  ^^^^ E0063
  keep(value, n)
end

fn main() do
  println("${keep(41, 3)}")
end
