# What functions without types give is found out through what they call, too.
interface Stack do
  type Item
  fn top(self) -> Self.Item
  fn rest(self) -> Option<Self>
end

struct Ints do
  all :: List<Int>
end

impl Stack for Ints do
  type Item = Int
  fn top(self) -> Int = self.all[0]
  fn rest(self) -> Option<Ints> =
    if List.length(self.all) > 1 do Some(Ints { all: List.drop(self.all, 1) }) else None end
end

fn items(s) = case s.rest() do
  Some(r) -> [s.top()] ++ items(r)
  None -> [s.top()]
end

fn total(s) do
  let var = List.sum(items(s))
  var
end

fn both(s) do
  let f = fn -> s.top() end
  (f(), f(), items(s))
end

actor holder(s) do
  receive do
    who -> send(who, s.top())
  end
end

fn main() do
  let s = Ints { all: [1, 2, 3] }
  println("${items(s)} ${total(s)} ${both(s)}")
  let h = spawn(holder, s)
  send(h, self())
  receive do
    n -> println("${n + 0}")
  end
end
