# An associated type is named with `Self`.
interface Keyed do
  type K
  fn key(self) -> K
  #               ^ E0045
  fn again(self, k :: K) -> K = k
  #                   ^ E0045
end

struct Item do
  id :: Int
end

impl Keyed for Item do
  type K = Int
  fn key(self) -> K = self.id
  #               ^ E0045
end

fn main() do
  let item = Item { id: 4 }
  println("${item.key()} ${item.again(5)}")
end
