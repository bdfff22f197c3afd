pub struct Pair<A, B> do
  left :: A
  right :: B
end deriving(Eq, Display)

pub interface Swap do
  type Other
  fn swap(self) -> Self.Other
end

impl Swap for Pair<A, B> do
  type Other = Pair<B, A>
  fn swap(self) -> Pair<B, A> = Pair { left: self.right, right: self.left }
end

pub fn group_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Map<K, List<T>> where K: Hash do
  List.reduce(list, %{}, fn groups, item ->
    Map.update(groups, key(item), [], fn m -> List.append(m, item) end)
  end)
end

pub fn sum_by(list, amount) = List.reduce(list, 0, fn acc, x -> acc + amount(x) end)

pub fn max_by<T, K>(list :: List<T>, key :: Fun(T) -> K) -> Option<T> where K: Ord do
  List.reduce(list, None, fn best, x ->
    case best do
      Some(y) when key(y) >= key(x) -> best
      _ -> Some(x)
    end
  end)
end
