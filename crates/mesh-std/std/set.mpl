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
  reduce(list, new(), fn done, item -> add(done, item) end)
end

## The elements that are in one of the sets.
pub fn union<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  reduce(set_elements(right), left, fn done, item -> add(done, item) end)
end

## The elements that are in both sets.
pub fn intersection<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(filter(set_elements(left), fn item -> contains(right, item) end))
end

## The elements that are only in the first set.
pub fn difference<T>(left :: Set<T>, right :: Set<T>) -> Set<T> where T: Hash do
  from_list(filter(set_elements(left), fn item -> not contains(right, item) end))
end

## The distinct elements of an iterator.
pub fn collect<T>(items :: Iter<T>) -> Set<T> where T: Hash = from_list(Iter.to_list(items))
