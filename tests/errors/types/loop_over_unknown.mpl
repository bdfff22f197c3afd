# Section 10, 12: a loop's items have the type of the list.
fn sum(items) do
  let total = for item in items do
    item <> "!"
  end
  total
end

fn main() do
  println("${sum([1, 2])}")
  #               ^ E0001
end
