fn sign(n :: Int) -> String do
  if n < 0 do
    "negative"
  else if n == 0 do
    "zero"
  else
    "positive"
  end
end

fn main() do
  println(sign(-3))
  println(sign(0))
  println(sign(9))
  let label = if sign(1) == "positive" do "yes" else "no" end
  println(label)
  if 1 > 2 do
    println("never")
  end
end
