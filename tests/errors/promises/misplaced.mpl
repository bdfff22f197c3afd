# A promise is one word, before the first clause.
 @in_place(items)
#^^^^^^^^^^^^^^^^ E0064
fn grown(items :: List<Int>) -> List<Int> = List.append(items, 1)

fn last(n :: Int, 0) = n
 @no_alloc
#^^^^^^^^^ E0064
fn last(n, m) = last(n, m - 1)

fn main() do
  println("${grown([1])} ${last(1, 2)}")
end
