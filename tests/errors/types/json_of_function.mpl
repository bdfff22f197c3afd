# Section 10, 9: only values that have a JSON form are encoded.
fn main() do
  println(Json.encode(fn n -> n + 1 end))
  #                   ^^^^^^^^^^^^^^^^^ E0006
end
