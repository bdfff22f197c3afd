##! Keys and values, in the order in which keys were first put in. Keys are of any type that has `Hash` and are compared
##! by structure. Changing a map that nobody else holds happens in place.

## The empty map.
pub fn new<K, V>() -> Map<K, V> = map_new()

## The number of entries.
@extern("mesh_map_size")
pub fn size<K, V>(entries :: Map<K, V>) -> Int

## Whether there are no entries.
pub fn is_empty<K, V>(entries :: Map<K, V>) -> Bool = size(entries) == 0

## The value for a key, if there is one.
@extern("mesh_map_fetch")
pub fn fetch<K, V>(entries :: Map<K, V>, key :: K) -> Option<V> where K: Hash

## The value for a key. Crashes when there is none.
pub fn get<K, V>(entries :: Map<K, V>, key :: K) -> V where K: Hash, K: Debug do
  case fetch(entries, key) do
    Some(value) -> value
    None -> panic("key not found: ${key.inspect()}")
  end
end

## The value for a key, or the default.
pub fn get_or<K, V>(entries :: Map<K, V>, key :: K, default :: V) -> V where K: Hash do
  case fetch(entries, key) do
    Some(value) -> value
    None -> default
  end
end

## With a value for a key; a key that was there keeps its place.
@extern("mesh_map_put")
@owned(entries, key, value)
pub fn put<K, V>(entries :: Map<K, V>, key :: K, value :: V) -> Map<K, V> where K: Hash

## Without a key.
@extern("mesh_map_delete")
@owned(entries)
pub fn delete<K, V>(entries :: Map<K, V>, key :: K) -> Map<K, V> where K: Hash

## Whether there is a value for the key.
@extern("mesh_map_has_key")
pub fn has_key<K, V>(entries :: Map<K, V>, key :: K) -> Bool where K: Hash

## With the value that `f` makes of the one that is there, or of the default.
pub fn update<K, V>(entries :: Map<K, V>, key :: K, default :: V, f :: Fun(V) -> V) -> Map<K, V> where K: Hash do
  put(entries, key, f(get_or(entries, key, default)))
end

## The entries in order.
pub fn to_list<K, V>(entries :: Map<K, V>) -> List<(K, V)> = map_entries(entries)

## The keys in order.
pub fn keys<K, V>(entries :: Map<K, V>) -> List<K> = map_keys(entries)

## The values in the order of their keys.
pub fn values<K, V>(entries :: Map<K, V>) -> List<V> = Prelude.map_values(entries)

## A map of pairs; of equal keys the later value counts.
pub fn from_list<K, V>(pairs :: List<(K, V)>) -> Map<K, V> where K: Hash do
  reduce(pairs, %{}, fn done, pair ->
    let (key, value) = pair
    put(done, key, value)
  end)
end

## The entries of both; for equal keys the value of `right`.
pub fn merge<K, V>(left :: Map<K, V>, right :: Map<K, V>) -> Map<K, V> where K: Hash do
  reduce(map_entries(right), left, fn done, pair ->
    let (key, value) = pair
    put(done, key, value)
  end)
end

## The entries for which `keep` is true.
pub fn filter<K, V>(entries :: Map<K, V>, keep :: Fun(K, V) -> Bool) -> Map<K, V> where K: Hash do
  reduce(map_entries(entries), %{}, fn done, pair ->
    let (key, value) = pair
    if keep(key, value) do put(done, key, value) else done end
  end)
end

## The same keys with new values.
pub fn transform<K, V, W>(entries :: Map<K, V>, f :: Fun(V) -> W) -> Map<K, W> where K: Hash do
  reduce(map_entries(entries), %{}, fn done, pair ->
    let (key, value) = pair
    put(done, key, f(value))
  end)
end

## A map of an iterator of pairs.
pub fn collect<K, V>(pairs :: Iter<(K, V)>) -> Map<K, V> where K: Hash = from_list(Iter.to_list(pairs))
