# `?` and `return` decide the result.
fn parse(text) do
  case String.to_int(text) do
    Some(n) -> Ok(n)
    None -> Err("no number: ${text}")
  end
end
fn both(a, b) do
  let x = parse(a)?
  let y = parse(b)?
  Ok(x + y)
end
fn head_of(table, key) do
  let items = Map.fetch(table, key)?
  List.first(items)
end
fn early(n) do
  if n > 3 do
    return "big"
  end
  "small"
end
fn looped(n) do
  while true do
    if n > 3 do
      return n
    end
  end
  0
end

fn main() do
  println("${both("1", "2")} ${early(2)}")
end
