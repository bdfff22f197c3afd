# mistakes: 5
fn main() do
  if do
    1
  end
  if a
    1
  end
  if a = 1 do
    2
  end
  if let Some(x) = y do
    3
  end
  while do
    4
  end
end
