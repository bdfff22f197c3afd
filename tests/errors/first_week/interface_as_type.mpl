interface Shape do
  fn area(self) -> Float
end
fn show(s :: Shape) -> String = "${s.area()}"
#            ^^^^^ E0045
fn main() do
  println("a")
end
