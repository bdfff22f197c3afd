fn area(shape) do
  shape.width * shape.height
# ^^^^^ E0060
end

fn main() do
  println("${area(3)}")
end
