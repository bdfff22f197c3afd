# exit: 1
# stderr: key not found
fn main() do
  let m = %{"a" => 1}
  println("${Map.get(m, "b")}")
end
