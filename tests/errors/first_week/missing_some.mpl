fn find(n :: Int) -> Option<Int> do
  if n > 0 do
    n
#   ^ E0001
  else
    None
  end
end
fn main() do
  println("${find(1)}")
end
