fn nest(items) do
  [items] ++ items
  #          ^^^^^ E0002
end

fn main() do
  println("${nest([])}")
end
