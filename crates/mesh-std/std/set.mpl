##! Distinct values of a type that has `Hash`, in the order in which they were first added, compared by structure.

## The empty set.
@extern("mesh_set_new")
pub fn new<T>() -> Set<T>

## The number of elements.
@extern("mesh_set_size")
pub fn size<T>(set :: Set<T>) -> Int

## With an element.
@extern("mesh_set_add")
@owned(set, value)
pub fn add<T>(set :: Set<T>, value :: T) -> Set<T> where T: Hash

## Without an element.
@extern("mesh_set_remove")
@owned(set)
pub fn remove<T>(set :: Set<T>, value :: T) -> Set<T> where T: Hash

## Whether the set holds the value.
@extern("mesh_set_contains")
pub fn contains<T>(set :: Set<T>, value :: T) -> Bool where T: Hash

## The elements in order.
pub fn to_list<T>(set :: Set<T>) -> List<T> = set_elements(set)

## The distinct elements of a list.
pub fn from_list<T>(list :: List<T>) -> Set<T> where T: Hash do
  Prelude.reduce(list, new(), fn done, item -> add(done, item) end)
end

## The elements that are in one of the sets.
pub fn union<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  Prelude.reduce(set_elements(right), left, fn done, item -> add(done, item) end)
end

## The elements that are in both sets.
pub fn intersection<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(left), fn item -> contains(right, item) end))
end

## The elements that are only in the first set.
pub fn difference<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(left), fn item -> not contains(right, item) end))
end

## The distinct elements of an iterator.
pub fn collect<T>(items :: Iter<T>) -> Set<T> where T: Hash = from_list(Iter.to_list(items))

## Whether there are no elements.
pub fn is_empty<T>(set :: Set<T>) -> Bool = size(set) == 0

## Folds the elements in order: `f(f(initial, first), second)` and so on.
pub fn reduce<T, A>(set :: Set<T>, initial :: A, f :: Fun(A, T) -> A) -> A = Prelude.reduce(set_elements(set), initial, f)

## Calls `f` with each element, for its effect.
pub fn each<T>(set :: Set<T>, f :: Fun(T) -> ()) -> () = reduce(set, (), fn _, item -> f(item) end)

## The distinct results of `f`.
pub fn map<T, U>(set :: Set<T>, f :: Fun(T) -> U) -> Set<U> where U: Hash do
  reduce(set, new(), fn done, item -> add(done, f(item)) end)
end

## The elements for which `keep` is true.
pub fn filter<T>(set :: Set<T>, keep :: Fun(T) -> Bool) -> Set<T> where T: Hash do
  from_list(Prelude.filter(set_elements(set), keep))
end

## The elements for which `keep` is true, and the others.
pub fn partition<T>(set :: Set<T>, keep :: Fun(T) -> Bool) -> (Set<T>, Set<T>) where T: Hash do
  (filter(set, keep), filter(set, fn item -> not keep(item) end))
end

## Whether `matches` is true for some element.
pub fn any<T>(set :: Set<T>, matches :: Fun(T) -> Bool) -> Bool do
  list_length(Prelude.filter(set_elements(set), matches)) > 0
end

## Whether `matches` is true for each element.
pub fn all<T>(set :: Set<T>, matches :: Fun(T) -> Bool) -> Bool = not any(set, fn item -> not matches(item) end)

## The elements that are in one of the sets, but not in both.
pub fn symmetric_difference<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  union(difference(left, right), difference(right, left))
end

## Whether each element of `set` is in `other`.
pub fn is_subset<T>(set :: Set<T>, other :: Set<T>) -> Bool where T: Hash do
  size(set) <= size(other) and all(set, fn item -> contains(other, item) end)
end

## Whether no element is in both.
pub fn is_disjoint<T>(left :: Set<T>, right :: Set<T>) -> Bool where T: Hash do
  not any(left, fn item -> contains(right, item) end)
end
