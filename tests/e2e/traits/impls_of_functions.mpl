interface I do
  fn i(self) -> String
end

impl I for Fun(Int) -> Int do
  fn i(self) = "int ${self(1)}"
end

impl I for Fun(String) -> String do
  fn i(self) = "str ${self("a")}"
end

impl I for Fun(Int) -> String do
  fn i(self) = "is ${self(1)}"
end

fn inc(n :: Int) -> Int = n + 1
fn g<T>(t :: T) -> String where T: I = t.i()

fn main() do
  println("${inc.i()} ${g(inc)} ${g(String.to_upper)} ${g(fn x :: String -> x <> "!" end)}")
  println("${g(Int.to_string)} ${i(fn x :: Int -> "q${x}" end)}")
end
