# `Iterable` has an associated type `Iter`, which every impl may write or leave out.
struct Evens do
  items :: List<Int>
end

impl Iterable for Evens do
  type Item = Int
  type Iter = ListIterator

  fn iter(self) -> ListIterator do
    Iter.from(self.items)
  end
end

struct Bag<T> do
  items :: Set<T>
end

impl Iterable for Bag<T> do
  type Item = T
  type Iter = Iter<T>

  fn iter(self) -> Self.Iter = Iter.from(Set.to_list(self.items))
end

struct Pairs do
  entries :: Map<String, Int>
end

impl Iterable for Pairs do
  type Item = (String, Int)

  fn iter(self) -> Iter<(String, Int)> = Iter.from(Map.to_list(self.entries))
end

fn collected<T>(all :: T) -> List<T.Item> where T: Iterable do
  for item in all do
    item
  end
end

fn first<T>(all :: T) -> Option<T.Item> where T: Iterable do
  let iter :: T.Iter = all.iter()
  Option.map(Iter.next(iter), fn((item, _)) -> item end)
end

fn main() do
  let e = Evens { items: [2, 4] }
  let d = for x in e do
    x * 2
  end
  println(d.to_string())
  println("${collected(Bag { items: Set.from_list(["a", "b"]) })} ${collected(e)}")
  for (name, n) in Pairs { entries: %{"one" => 1} } do
    println("${name} ${n}")
  end
  println("${first(e)} ${first(Bag { items: Set.from_list([1.5]) })}")
end
