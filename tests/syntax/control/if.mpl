fn main() do
  if a do 1 end
  if a do
    1
  else
    2
  end
  if a do
    1
  else if b do
    2
  else if c do
    3
  else
    4
  end
  if f(x) do 1 else 2 end
  if not (g(x) do y end) do 1 end
  let v = if a do 1 else 2 end + 3
  if a do
    1
  else
    if b do 2 end
  end
end
