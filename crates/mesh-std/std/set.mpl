##! Distinct values of a type that has `Hash`, in the order in which they were first added, compared by structure.

## The empty set.
##
## ```mesh
## let empty :: Set<Int> = Set.new()
## assert_eq Set.size(empty), 0
## ```
@extern("mesh_set_new")
@pure
pub fn new<T>() -> Set<T>

## The number of elements.
##
## ```mesh
## assert_eq Set.size(Set.from_list([1, 2, 2])), 2
## ```
@extern("mesh_set_size")
@pure
pub fn size<T>(set :: Set<T>) -> Int

## With an element.
##
## ```mesh
## assert_eq Set.add(Set.from_list([1]), 2), Set.from_list([1, 2])
## ```
@extern("mesh_set_add")
@pure
@owned(set, value)
pub fn add<T>(set :: Set<T>, value :: T) -> Set<T> where T: Hash

## Without an element.
##
## ```mesh
## assert_eq Set.remove(Set.from_list([1, 2]), 2), Set.from_list([1])
## ```
@extern("mesh_set_remove")
@pure
@owned(set)
pub fn remove<T>(set :: Set<T>, value :: T) -> Set<T> where T: Hash

## Whether the set holds the value.
##
## ```mesh
## assert Set.contains(Set.from_list([1, 2]), 2)
## ```
@extern("mesh_set_contains")
@pure
pub fn contains<T>(set :: Set<T>, value :: T) -> Bool where T: Hash

## The elements in order.
##
## ```mesh
## assert_eq Set.to_list(Set.from_list([3, 1, 3])), [3, 1]
## ```
pub fn to_list<T>(set :: Set<T>) -> List<T> = set_elements(set)

## The distinct elements of a list.
##
## ```mesh
## assert_eq Set.from_list([1, 2]), Set.from_list([2, 1, 1])
## ```
pub fn from_list<T>(list :: List<T>) -> Set<T> where T: Hash do
  Prelude.reduce(list, new(), fn done, item -> add(done, item) end)
end

## The elements that are in one of the sets.
##
## ```mesh
## assert_eq Set.union(Set.from_list([1]), Set.from_list([2])), Set.from_list([1, 2])
## ```
pub fn union<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  Prelude.reduce(set_elements(right), left, fn done, item -> add(done, item) end)
end

## The elements that are in both sets.
##
## ```mesh
## assert_eq Set.intersection(Set.from_list([1, 2]), Set.from_list([2, 3])), Set.from_list([2])
## ```
pub fn intersection<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(left), fn item -> contains(right, item) end))
end

## The elements that are only in the first set.
##
## ```mesh
## assert_eq Set.difference(Set.from_list([1, 2]), Set.from_list([2, 3])), Set.from_list([1])
## ```
pub fn difference<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(left), fn item -> not contains(right, item) end))
end

## The distinct elements of an iterator.
##
## ```mesh
## assert_eq Set.collect(Iter.from([1, 1])), Set.from_list([1])
## ```
pub fn collect<T>(items :: Iter<T>) -> Set<T> where T: Hash = from_list(Iter.to_list(items))

## Whether there are no elements.
##
## ```mesh
## assert not Set.is_empty(Set.from_list([1]))
## ```
pub fn is_empty<T>(set :: Set<T>) -> Bool = size(set) == 0

## Folds the elements in order: `f(f(initial, first), second)` and so on.
##
## ```mesh
## assert_eq Set.reduce(Set.from_list([1, 2]), 0, fn sum, n -> sum + n end), 3
## ```
pub fn reduce<T, A>(set :: Set<T>, initial :: A, f :: Fun(A, T) -> A) -> A =
  Prelude.reduce(set_elements(set), initial, f)

## Calls `f` with each element, for its effect.
##
## ```mesh
## Set.each(Set.from_list([1, 2]), fn n -> println("${n}") end)
## ```
pub fn each<T>(set :: Set<T>, f :: Fun(T) -> ()) -> () = reduce(set, (), fn _, item -> f(item) end)

## The distinct results of `f`.
##
## ```mesh
## assert_eq Set.map(Set.from_list([1, -1]), fn n -> n * n end), Set.from_list([1])
## ```
pub fn map<T, U>(set :: Set<T>, f :: Fun(T) -> U) -> Set<U> where U: Hash do
  reduce(set, new(), fn done, item -> add(done, f(item)) end)
end

## The elements for which `keep` is true.
##
## ```mesh
## assert_eq Set.filter(Set.from_list([1, 2]), fn n -> n > 1 end), Set.from_list([2])
## ```
pub fn filter<T>(set :: Set<T>, keep :: Fun(T) -> Bool) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(set), keep))
end

## The elements for which `keep` is true, and the others.
##
## ```mesh
## let (large, small) = Set.partition(Set.from_list([1, 2, 3]), fn n -> n > 2 end)
## assert_eq Set.size(large), 1
## assert_eq Set.size(small), 2
## ```
pub fn partition<T>(set :: Set<T>, keep :: Fun(T) -> Bool) -> (Set<T>, Set<T>) where T: Hash do
  (filter(set, keep), filter(set, fn item -> not keep(item) end))
end

## Whether `matches` is true for some element.
##
## ```mesh
## assert Set.any(Set.from_list([1, 2]), fn n -> n == 2 end)
## ```
pub fn any<T>(set :: Set<T>, matches :: Fun(T) -> Bool) -> Bool do
  any_from(set_elements(set), matches, 0)
end

fn any_from<T>(items :: List<T>, matches :: Fun(T) -> Bool, index :: Int) -> Bool do
  if index == list_length(items) do
    false
  else
    matches(list_at(items, index)) or any_from(items, matches, index + 1)
  end
end

## Whether `matches` is true for each element.
##
## ```mesh
## assert not Set.all(Set.from_list([1, 2]), fn n -> n == 2 end)
## ```
pub fn all<T>(set :: Set<T>, matches :: Fun(T) -> Bool) -> Bool =
  not any(set, fn item -> not matches(item) end)

## The elements that are in one of the sets, but not in both.
##
## ```mesh
## assert_eq Set.symmetric_difference(Set.from_list([1, 2]), Set.from_list([2, 3])), Set.from_list([1, 3])
## ```
pub fn symmetric_difference<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  union(difference(left, right), difference(right, left))
end

## Whether each element of `set` is in `other`.
##
## ```mesh
## assert Set.is_subset(Set.from_list([1]), Set.from_list([1, 2]))
## ```
pub fn is_subset<T>(set :: Set<T>, other :: Set<T>) -> Bool where T: Hash do
  size(set) <= size(other) and all(set, fn item -> contains(other, item) end)
end

## Whether no element is in both.
##
## ```mesh
## assert Set.is_disjoint(Set.from_list([1]), Set.from_list([2]))
## ```
pub fn is_disjoint<T>(left :: Set<T>, right :: Set<T>) -> Bool where T: Hash do
  if size(left) > size(right) do
    is_disjoint(right, left)
  else
    not any(left, fn item -> contains(right, item) end)
  end
end
