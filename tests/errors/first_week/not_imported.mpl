fn main() do
  println("${area(2.0)}")
#            ^^^^ E0004
end
#- shapes.mpl
pub fn area(r :: Float) -> Float = r * r
