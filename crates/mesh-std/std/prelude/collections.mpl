# What the traits mean for values that hold others.

# ---- List -------------------------------------------------------------------------------------------------------

impl Eq for List<T> where T: Eq do
  fn eq(self, other :: List<T>) -> Bool do
    list_length(self) == list_length(other) and same_from(self, other, 0)
  end
end

fn same_from<T>(left :: List<T>, right :: List<T>, index :: Int) -> Bool where T: Eq do
  if index == list_length(left) do
    true
  else if list_at(left, index) == list_at(right, index) do
    same_from(left, right, index + 1)
  else
    false
  end
end

impl Ord for List<T> where T: Ord do
  fn lt(self, other :: List<T>) -> Bool = is_less(self.compare(other))
  fn compare(self, other :: List<T>) -> Ordering = compare_from(self, other, 0)
end

fn compare_from<T>(left :: List<T>, right :: List<T>, index :: Int) -> Ordering where T: Ord do
  if index == list_length(left) or index == list_length(right) do
    list_length(left).compare(list_length(right))
  else
    case list_at(left, index).compare(list_at(right, index)) do
      Equal -> compare_from(left, right, index + 1)
      decided -> decided
    end
  end
end

impl Hash for List<T> where T: Hash do
  fn hash(self) -> Int = reduce(self, 17, fn acc, item -> hash_mix(acc, item.hash()) end)
end

impl Display for List<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    add_items(self, text <> "[", fn text, item -> item.append_string(text) end, 0) <> "]"
  end
end

impl Debug for List<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    add_items(self, text <> "[", fn text, item -> item.append_inspect(text) end, 0) <> "]"
  end
end

impl Default for List<T> do
  fn default() -> List<T> = []
end

# `text` with all items behind it, a comma between them.
fn add_items<T>(
  items :: List<T>,
  text :: String,
  add :: Fun(String, T) -> String,
  index :: Int
) -> String do
  if index == list_length(items) do
    text
  else if index == 0 do
    add_items(items, add(text, list_at(items, index)), add, 1)
  else
    add_items(items, add(text <> ", ", list_at(items, index)), add, index + 1)
  end
end

## The texts with a separator between them.
##
## ```mesh
## assert_eq join_texts(["a", "b"], ", "), "a, b"
## ```
@extern("mesh_string_join")
@pure
pub fn join_texts(texts :: List<String>, separator :: String) -> String

# ---- Map, Set, Range --------------------------------------------------------------------------------------------

## The empty map; `%{}` is this.
##
## ```mesh
## let none :: Map<String, Int> = map_new()
## assert_eq none, %{}
## ```
@extern("mesh_map_new")
@pure
pub fn map_new<K, V>() -> Map<K, V>

## The keys in order.
##
## ```mesh
## assert_eq map_keys(%{"b" => 2, "a" => 1}), ["b", "a"]
## ```
@extern("mesh_map_keys")
@pure
pub fn map_keys<K, V>(entries :: Map<K, V>) -> List<K>

## The values in the order of their keys.
##
## ```mesh
## assert_eq map_values(%{"b" => 2, "a" => 1}), [2, 1]
## ```
@extern("mesh_map_values")
@pure
pub fn map_values<K, V>(entries :: Map<K, V>) -> List<V>

## The entries in order.
##
## ```mesh
## assert_eq map_entries(%{"b" => 2, "a" => 1}), [("b", 2), ("a", 1)]
## ```
pub fn map_entries<K, V>(entries :: Map<K, V>) -> List<(K, V)> do
  let keys = map_keys(entries)
  pairs_from(keys, map_values(entries), 0, list_with_room(list_length(keys)))
end

fn pairs_from<K, V>(
  keys :: List<K>,
  values :: List<V>,
  index :: Int,
  done :: List<(K, V)>
) -> List<(K, V)> do
  if index == list_length(keys) do
    done
  else
    pairs_from(
      keys,
      values,
      index + 1,
      list_append(done, (list_at(keys, index), list_at(values, index)))
    )
  end
end

## Whether both maps hold equal keys with equal values, in whatever order.
##
## ```mesh
## assert map_eq(%{"b" => 2, "a" => 1}, %{"a" => 1, "b" => 2})
## ```
@extern("mesh_map_eq")
@pure
pub fn map_eq<K, V>(left :: Map<K, V>, right :: Map<K, V>) -> Bool

impl Eq for Map<K, V> where K: Eq, V: Eq do
  fn eq(self, other :: Map<K, V>) -> Bool = map_eq(self, other)
end

impl Hash for Map<K, V> where K: Hash, V: Hash do
  fn hash(self) -> Int do
    reduce(map_entries(self), 19, fn acc, (k, v) ->
      hash_join(acc, hash_mix(k.hash(), v.hash()))
    end)
  end
end

# Equal maps and sets may have another order.
@extern("%int_wrapping_add")
fn hash_join(left :: Int, right :: Int) -> Int

impl Display for Map<K, V> where K: Display, V: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    let add = fn text, (k, v) -> v.append_string(k.append_string(text) <> " => ") end
    add_items(map_entries(self), text <> "%{", add, 0) <> "}"
  end
end

impl Debug for Map<K, V> where K: Debug, V: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    let add = fn text, (k, v) -> v.append_inspect(k.append_inspect(text) <> " => ") end
    add_items(map_entries(self), text <> "%{", add, 0) <> "}"
  end
end

impl Default for Map<K, V> do
  fn default() -> Map<K, V> = %{}
end

## The elements in order.
##
## ```mesh
## assert_eq set_elements(Set.from_list([3, 1, 3])), [3, 1]
## ```
@extern("mesh_set_to_list")
@pure
pub fn set_elements<T>(set :: Set<T>) -> List<T>

## Whether both sets hold equal elements.
##
## ```mesh
## assert set_eq(Set.from_list([3, 1]), Set.from_list([1, 3]))
## ```
@extern("mesh_set_eq")
@pure
pub fn set_eq<T>(left :: Set<T>, right :: Set<T>) -> Bool

impl Eq for Set<T> where T: Eq do
  fn eq(self, other :: Set<T>) -> Bool = set_eq(self, other)
end

impl Hash for Set<T> where T: Hash do
  fn hash(self) -> Int =
    reduce(set_elements(self), 23, fn acc, item -> hash_join(acc, item.hash()) end)
end

impl Display for Set<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    add_items(
      set_elements(self),
      text <> "#" <> "{",
      fn text, item -> item.append_string(text) end,
      0
    ) <>
      "}"
  end
end

impl Debug for Set<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    add_items(
      set_elements(self),
      text <> "#" <> "{",
      fn text, item -> item.append_inspect(text) end,
      0
    ) <>
      "}"
  end
end

impl Eq for Range do
  fn eq(self, other :: Range) -> Bool = self.start == other.start and self.stop == other.stop
end

impl Hash for Range do
  fn hash(self) -> Int = hash_mix(self.start, self.stop)
end

impl Display for Range do
  fn to_string(self) -> String = "${self.start.to_string()}..${self.stop.to_string()}"
end

impl Debug for Range do
  fn inspect(self) -> String = self.to_string()
end
