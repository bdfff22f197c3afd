fn label(n :: Int) do
  if n > 0 do
    "plus"
  else
    n
#   ^ E0001
  end
end

fn main() do
  println("${label(1)}")
end
