# mistakes: 6
fn main() do
  if a do
    1
  elif b do
    2
  elsif c do
    3
  else
    4
  end
  unless a do
    1
  end
  if a then
    1
  end
  let x = a ? 1 : 2
  return x if a
  println("after")
end
