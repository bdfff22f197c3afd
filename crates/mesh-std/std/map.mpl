##! Keys and values, in the order in which keys were first put in. Keys are of any type that has `Hash` and are compared
##! by structure. Changing a map that nobody else holds happens in place.

## The empty map.
##
## ```mesh
## let empty :: Map<String, Int> = Map.new()
## assert_eq Map.size(empty), 0
## ```
pub fn new<K, V>() -> Map<K, V> = map_new()

## The number of entries.
##
## ```mesh
## assert_eq Map.size(%{"a" => 1, "b" => 2}), 2
## ```
@extern("mesh_map_size")
@pure
pub fn size<K, V>(entries :: Map<K, V>) -> Int

## Whether there are no entries.
##
## ```mesh
## assert not Map.is_empty(%{"a" => 1, "b" => 2})
## ```
pub fn is_empty<K, V>(entries :: Map<K, V>) -> Bool = size(entries) == 0

## The value for a key, if there is one.
##
## ```mesh
## assert_eq Map.fetch(%{"a" => 1, "b" => 2}, "c"), None
## ```
@extern("mesh_map_fetch")
@pure
pub fn fetch<K, V>(entries :: Map<K, V>, key :: K) -> Option<V> where K: Hash

# A value as the report of a crash shows it, whether its type has `Debug` or not.
@extern("mesh_test_show")
@pure
fn shown<T>(value :: T) -> String

## The value for a key. Crashes when there is none.
##
## ```mesh
## assert_eq Map.get(%{"a" => 1, "b" => 2}, "a"), 1
## ```
pub fn get<K, V>(entries :: Map<K, V>, key :: K) -> V where K: Hash do
  case fetch(entries, key) do
    Some(value) -> value
    None -> panic("key not found: ${shown(key)}")
  end
end

## The value for a key, or the default.
##
## ```mesh
## assert_eq Map.get_or(%{"a" => 1, "b" => 2}, "c", 0), 0
## ```
pub fn get_or<K, V>(entries :: Map<K, V>, key :: K, default :: V) -> V where K: Hash do
  case fetch(entries, key) do
    Some(value) -> value
    None -> default
  end
end

## The value for a key, or what `default` gives, which is asked only then.
##
## ```mesh
## assert_eq Map.get_or_else(%{"a" => 1, "b" => 2}, "c", fn -> 0 end), 0
## ```
pub fn get_or_else<K, V>(entries :: Map<K, V>, key :: K, default :: Fun() -> V) -> V
  where K: Hash do
  case fetch(entries, key) do
    Some(value) -> value
    None -> default()
  end
end

## The value for a key, with the map; when there is none, what `make` gives is put in.
##
## ```mesh
## let (value, entries) = Map.get_or_insert(%{"a" => 1, "b" => 2}, "c", fn -> 3 end)
## assert_eq (value, Map.size(entries)), (3, 3)
## ```
pub fn get_or_insert<K, V>(entries :: Map<K, V>, key :: K, make :: Fun() -> V) -> (V, Map<K, V>)
  where K: Hash do
  case fetch(entries, key) do
    Some(value) -> (value, entries)
    None -> do
      let value = make()
      (value, put(entries, key, value))
    end
  end
end

## With a value for a key; a key that was there keeps its place.
##
## ```mesh
## assert_eq Map.put(%{"a" => 1, "b" => 2}, "b", 5), %{"a" => 1, "b" => 5}
## ```
@extern("mesh_map_put")
@pure
@owned(entries, key, value)
pub fn put<K, V>(entries :: Map<K, V>, key :: K, value :: V) -> Map<K, V> where K: Hash

## Without a key.
##
## ```mesh
## assert_eq Map.delete(%{"a" => 1, "b" => 2}, "b"), %{"a" => 1}
## ```
@extern("mesh_map_delete")
@pure
@owned(entries)
pub fn delete<K, V>(entries :: Map<K, V>, key :: K) -> Map<K, V> where K: Hash

## Whether there is a value for the key.
##
## ```mesh
## assert Map.has_key(%{"a" => 1, "b" => 2}, "a")
## ```
@extern("mesh_map_has_key")
@pure
pub fn has_key<K, V>(entries :: Map<K, V>, key :: K) -> Bool where K: Hash

# The same entries in a map that nobody else holds.
@extern("%map_own")
fn own<K, V>(entries :: Map<K, V>) -> Map<K, V>

# Moves a value out of a map that nobody else holds; the next thing that happens to the map is `put` or `delete` of this key.
@extern("mesh_map_lift")
@pure
fn lift<K, V>(entries :: Map<K, V>, key :: K) -> Option<V> where K: Hash

# The place of an entry in a map that nobody else holds, -1 when there is none. It counts until something is put into the map or
# deleted: `lift_at` moves the value out of there, and `fill` puts one in, which is the next thing that happens to the map.
@extern("mesh_map_place")
@pure
fn place<K, V>(entries :: Map<K, V>, key :: K) -> Int where K: Hash

@extern("%map_lift")
fn lift_at<K, V>(entries :: Map<K, V>, place :: Int) -> V

@extern("%map_fill")
fn fill<K, V>(entries :: Map<K, V>, place :: Int, value :: V) -> Map<K, V>

## With the value that `f` makes of the one that is there, or of the default. While `f` runs the map does not hold the
## value, so `f` can change it in place.
##
## ```mesh
## assert_eq Map.update(%{"a" => 1, "b" => 2}, "a", 0, fn n -> n + 1 end), %{"a" => 2, "b" => 2}
## ```
pub fn update<K, V>(entries :: Map<K, V>, key :: K, default :: V, f :: Fun(V) -> V) -> Map<K, V>
  where K: Hash do
  let own_entries = own(entries)
  let at = place(own_entries, key)
  if at < 0 do
    put(own_entries, key, f(default))
  else
    let changed = f(lift_at(own_entries, at))
    fill(own_entries, at, changed)
  end
end

## With the value that `f` makes of the one that is there; as it is, when there is none.
pub fn update<K, V>(entries :: Map<K, V>, key :: K, f :: Fun(V) -> V) -> Map<K, V> where K: Hash do
  if has_key(entries, key) do
    let own_entries = own(entries)
    let at = place(own_entries, key)
    let changed = f(lift_at(own_entries, at))
    fill(own_entries, at, changed)
  else
    entries
  end
end

## With what `f` makes of the value that is there, if any: `Some` is put in, with `None` the key is left out.
##
## ```mesh
## assert_eq Map.change(%{"a" => 1, "b" => 2}, "b", fn _ -> None end), %{"a" => 1}
## ```
pub fn change<K, V>(entries :: Map<K, V>, key :: K, f :: Fun(Option<V>) -> Option<V>) -> Map<K, V>
  where K: Hash do
  let own_entries = own(entries)
  case f(lift(own_entries, key)) do
    Some(value) -> put(own_entries, key, value)
    None -> delete(own_entries, key)
  end
end

## With a value for a key, unless there is one.
##
## ```mesh
## assert_eq Map.put_new(%{"a" => 1, "b" => 2}, "a", 9), %{"a" => 1, "b" => 2}
## ```
pub fn put_new<K, V>(entries :: Map<K, V>, key :: K, value :: V) -> Map<K, V> where K: Hash do
  if has_key(entries, key) do entries else put(entries, key, value) end
end

## The value for a key, if there is one, and the map without it.
##
## ```mesh
## assert_eq Map.pop(%{"a" => 1, "b" => 2}, "b"), (Some(2), %{"a" => 1})
## ```
pub fn pop<K, V>(entries :: Map<K, V>, key :: K) -> (Option<V>, Map<K, V>) where K: Hash do
  if has_key(entries, key) do
    let own_entries = own(entries)
    let value = lift(own_entries, key)
    (value, delete(own_entries, key))
  else
    (None, entries)
  end
end

## The entries in order.
##
## ```mesh
## assert_eq Map.to_list(%{"a" => 1, "b" => 2}), [("a", 1), ("b", 2)]
## ```
pub fn to_list<K, V>(entries :: Map<K, V>) -> List<(K, V)> = Prelude.map_entries(entries)

## The keys in order.
##
## ```mesh
## assert_eq Map.keys(%{"a" => 1, "b" => 2}), ["a", "b"]
## ```
pub fn keys<K, V>(entries :: Map<K, V>) -> List<K> = map_keys(entries)

## The values in the order of their keys.
##
## ```mesh
## assert_eq Map.values(%{"a" => 1, "b" => 2}), [1, 2]
## ```
pub fn values<K, V>(entries :: Map<K, V>) -> List<V> = Prelude.map_values(entries)

## A map of pairs; of equal keys the later value counts.
##
## ```mesh
## assert_eq Map.from_list([("a", 1), ("b", 2)]), %{"a" => 1, "b" => 2}
## ```
pub fn from_list<K, V>(pairs :: List<(K, V)>) -> Map<K, V> where K: Hash do
  Prelude.reduce(pairs, %{}, fn done, (key, value) -> put(done, key, value) end)
end

## Folds the entries in order: `f(f(initial, key1, value1), key2, value2)` and so on.
##
## ```mesh
## assert_eq Map.reduce(%{"a" => 1, "b" => 2}, 0, fn sum, _, n -> sum + n end), 3
## ```
pub fn reduce<K, V, A>(entries :: Map<K, V>, initial :: A, f :: Fun(A, K, V) -> A) -> A do
  reduce_from(map_keys(entries), Prelude.map_values(entries), initial, f, 0)
end

fn reduce_from<K, V, A>(
  keys :: List<K>,
  values :: List<V>,
  acc :: A,
  f :: Fun(A, K, V) -> A,
  index :: Int
) -> A do
  if index == list_length(keys) do
    acc
  else
    reduce_from(keys, values, f(acc, list_at(keys, index), list_at(values, index)), f, index + 1)
  end
end

## Calls `f` with each key and value, for its effect.
##
## ```mesh
## Map.each(%{"a" => 1, "b" => 2}, fn key, n -> println("${key} ${n}") end)
## ```
pub fn each<K, V>(entries :: Map<K, V>, f :: Fun(K, V) -> ()) -> () do
  reduce(entries, (), fn _, key, value -> f(key, value) end)
end

## The entries that `f` makes of the entries; of equal keys the later value counts.
##
## ```mesh
## assert_eq Map.map_entries(%{"a" => 1, "b" => 2}, fn key, n -> (n, key) end), %{1 => "a", 2 => "b"}
## ```
pub fn map_entries<K, V, L, W>(entries :: Map<K, V>, f :: Fun(K, V) -> (L, W)) -> Map<L, W>
  where L: Hash do
  reduce(entries, %{}, fn done, key, value ->
    let (new_key, new_value) = f(key, value)
    put(done, new_key, new_value)
  end)
end

## The same keys with the values that `f` makes of key and value.
##
## ```mesh
## assert_eq Map.map(%{"a" => 1, "b" => 2}, fn _, n -> n * 10 end), %{"a" => 10, "b" => 20}
## ```
pub fn map<K, V, W>(entries :: Map<K, V>, f :: Fun(K, V) -> W) -> Map<K, W> where K: Hash do
  reduce(entries, %{}, fn done, key, value -> put(done, key, f(key, value)) end)
end

## The same keys with new values.
##
## ```mesh
## assert_eq Map.transform(%{"a" => 1, "b" => 2}, fn n -> n * 10 end), %{"a" => 10, "b" => 20}
## ```
pub fn transform<K, V, W>(entries :: Map<K, V>, f :: Fun(V) -> W) -> Map<K, W> where K: Hash do
  reduce(entries, %{}, fn done, key, value -> put(done, key, f(value)) end)
end

## The entries for which `keep` is true.
##
## ```mesh
## assert_eq Map.filter(%{"a" => 1, "b" => 2}, fn _, n -> n > 1 end), %{"b" => 2}
## ```
pub fn filter<K, V>(entries :: Map<K, V>, keep :: Fun(K, V) -> Bool) -> Map<K, V> where K: Hash do
  reduce(entries, %{}, fn done, key, value ->
    if keep(key, value) do put(done, key, value) else done end
  end)
end

## The entries for which `leave` is false.
##
## ```mesh
## assert_eq Map.reject(%{"a" => 1, "b" => 2}, fn _, n -> n > 1 end), %{"a" => 1}
## ```
pub fn reject<K, V>(entries :: Map<K, V>, leave :: Fun(K, V) -> Bool) -> Map<K, V> where K: Hash do
  filter(entries, fn key, value -> not leave(key, value) end)
end

## The entries for which `keep` is true, and the others.
##
## ```mesh
## let (large, small) = Map.partition(%{"a" => 1, "b" => 2}, fn _, n -> n > 1 end)
## assert_eq (Map.keys(large), Map.keys(small)), (["b"], ["a"])
## ```
pub fn partition<K, V>(entries :: Map<K, V>, keep :: Fun(K, V) -> Bool) -> (Map<K, V>, Map<K, V>)
  where K: Hash do
  reduce(entries, (%{}, %{}), fn (yes, no), key, value ->
    if keep(key, value) do (put(yes, key, value), no) else (yes, put(no, key, value)) end
  end)
end

## The entries for which `f` finds a value, with that value.
##
## ```mesh
## assert_eq Map.filter_map(%{"a" => 1, "b" => 2}, fn _, n -> if n > 1 do Some(n * 2) else None end end), %{"b" => 4}
## ```
pub fn filter_map<K, V, W>(entries :: Map<K, V>, f :: Fun(K, V) -> Option<W>) -> Map<K, W>
  where K: Hash do
  reduce(entries, %{}, fn done, key, value ->
    case f(key, value) do
      Some(found) -> put(done, key, found)
      None -> done
    end
  end)
end

## The first entry for which `matches` is true.
##
## ```mesh
## assert_eq Map.find(%{"a" => 1, "b" => 2}, fn _, n -> n > 1 end), Some(("b", 2))
## ```
pub fn find<K, V>(entries :: Map<K, V>, matches :: Fun(K, V) -> Bool) -> Option<(K, V)> do
  find_from(map_keys(entries), Prelude.map_values(entries), matches, 0)
end

fn find_from<K, V>(
  keys :: List<K>,
  values :: List<V>,
  matches :: Fun(K, V) -> Bool,
  index :: Int
) -> Option<(K, V)> do
  if index == list_length(keys) do
    None
  else if matches(list_at(keys, index), list_at(values, index)) do
    Some((list_at(keys, index), list_at(values, index)))
  else
    find_from(keys, values, matches, index + 1)
  end
end

## Whether `matches` is true for some entry.
##
## ```mesh
## assert Map.any(%{"a" => 1, "b" => 2}, fn key, _ -> key == "b" end)
## ```
pub fn any<K, V>(entries :: Map<K, V>, matches :: Fun(K, V) -> Bool) -> Bool do
  case find(entries, matches) do
    Some(_) -> true
    None -> false
  end
end

## Whether `matches` is true for each entry.
##
## ```mesh
## assert Map.all(%{"a" => 1, "b" => 2}, fn _, n -> n > 0 end)
## ```
pub fn all<K, V>(entries :: Map<K, V>, matches :: Fun(K, V) -> Bool) -> Bool do
  not any(entries, fn key, value -> not matches(key, value) end)
end

## For how many entries `matches` is true.
##
## ```mesh
## assert_eq Map.count(%{"a" => 1, "b" => 2}, fn _, n -> n > 1 end), 1
## ```
pub fn count<K, V>(entries :: Map<K, V>, matches :: Fun(K, V) -> Bool) -> Int do
  reduce(entries, 0, fn n, key, value -> if matches(key, value) do n + 1 else n end end)
end

## The entries of both; for equal keys the value of `right`.
##
## ```mesh
## assert_eq Map.merge(%{"a" => 1, "b" => 2}, %{"b" => 5}), %{"a" => 1, "b" => 5}
## ```
pub fn merge<K, V>(left :: Map<K, V>, right :: Map<K, V>) -> Map<K, V> where K: Hash do
  reduce(right, left, fn done, key, value -> put(done, key, value) end)
end

## The entries of both; for equal keys what `f` makes of the value of `left` and that of `right`.
##
## ```mesh
## assert_eq Map.merge_with(%{"a" => 1, "b" => 2}, %{"b" => 5}, fn old, new -> old + new end), %{"a" => 1, "b" => 7}
## ```
pub fn merge_with<K, V>(left :: Map<K, V>, right :: Map<K, V>, f :: Fun(V, V) -> V) -> Map<K, V>
  where K: Hash do
  reduce(right, left, fn done, key, value ->
    change(done, key, fn old ->
      case old do
        Some(before) -> Some(f(before, value))
        None -> Some(value)
      end
    end)
  end)
end

## Only these keys, as far as they are there, in this order.
##
## ```mesh
## assert_eq Map.take(%{"a" => 1, "b" => 2}, ["a", "c"]), %{"a" => 1}
## ```
pub fn take<K, V>(entries :: Map<K, V>, keys :: List<K>) -> Map<K, V> where K: Hash do
  Prelude.reduce(keys, %{}, fn done, key ->
    case fetch(entries, key) do
      Some(value) -> put(done, key, value)
      None -> done
    end
  end)
end

## Without these keys.
##
## ```mesh
## assert_eq Map.drop(%{"a" => 1, "b" => 2}, ["a"]), %{"b" => 2}
## ```
pub fn drop<K, V>(entries :: Map<K, V>, keys :: List<K>) -> Map<K, V> where K: Hash do
  Prelude.reduce(keys, entries, fn done, key -> delete(done, key) end)
end

## A map of an iterator of pairs.
##
## ```mesh
## assert_eq Map.collect(Iter.from([("a", 1)])), %{"a" => 1}
## ```
pub fn collect<K, V>(pairs :: Iter<(K, V)>) -> Map<K, V> where K: Hash =
  from_list(Iter.to_list(pairs))
