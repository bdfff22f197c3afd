# Functions that call each other are inferred together: one without written types has one type among them, which cannot
# be the type parameter of another.
fn keep<T>(value :: T, n :: Int) -> T do
  if n == 0 do
    value
  else
    pass(value, n - 1)
  end
end

fn pass(value, n) do
#  ^^^^ E0063
  keep(value, n)
end

fn main() do
  println("${keep(41, 3)} ${keep("text", 2)}")
end
