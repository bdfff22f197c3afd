# The type parameters of a local function are chosen by its caller, as everywhere.
fn main() do
  let numbers = [1]

  fn adds<T>(x :: T) -> T where T: Display do
    println("${x + x}")
    #          ^ E0006
    0
  # ^ E0001
  end

  fn joins<T>(x :: T) -> List<T> do
    [x] ++ numbers
    #      ^^^^^^^ E0001
  end

  fn shows<T>(x :: T) -> String where T: Display do
    "<" <> x.to_string() <> ">"
  end
  println(shows(5))
  println(shows(fn -> 1 end))
  #       ^^^^^ E0006
end
