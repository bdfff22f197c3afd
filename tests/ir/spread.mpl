# A field is taken over in a branch, and others are read behind it: all are read where the value comes into being.
struct Desk do
  waiting :: List<Int>
  known :: List<String>
  count :: Int
  most :: Int
end

fn noted(desk :: Desk, name :: String, is_new :: Bool) -> Desk do
  let known = if is_new do List.append(desk.known, name) else desk.known end
  %{desk | known: known, waiting: List.append(desk.waiting, desk.count)}
end

# Where nothing is taken over before, fields are read where they are used.
fn total(desk :: Desk, is_full :: Bool) -> Int do
  let most = if is_full do desk.most else 0 end
  List.length(desk.waiting) + desk.count + most
end

fn main() do
  let desk = noted(Desk { waiting: [], known: [], count: 1, most: 2 }, "a", true)
  println("${total(desk, false)} ${desk.known}")
end
