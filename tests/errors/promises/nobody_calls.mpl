# Promises are held where nothing calls the function, too.
@in_place
pub fn grow(items :: List<Int>, f :: Fun(Int) -> Int) -> Int do
  let more = List.append(items, f(1))
  #          ^^^^^^^^^^^^^^^^^^^^^^^^ E0081
  List.length(more) + List.length(items)
end

@no_alloc
pub fn adder(n :: Int) -> Fun(Int) -> Int = fn k -> k + n end
#                                           ^^^^^^^^^^^^^^^^^ E0082

@in_place
pub fn both(items) = (List.append(items, 1), items)
#                     ^^^^^^^^^^^^^^^^^^^^^ E0081

@in_place
pub fn both_of<T>(items :: List<T>, item :: T) -> (List<T>, List<T>) =
  (List.append(items, item), items)
#  ^^^^^^^^^^^^^^^^^^^^^^^^ E0081

# At a type that has what is asked for.
interface Sized do
  fn size(self) -> Int
end

struct Box<T> do
  items :: List<T>
end

impl Sized for Box<T> do
  fn size(self) -> Int = List.length(self.items)
end

@in_place
pub fn sized<S>(all :: List<S>, one :: S) -> (List<S>, Int) where S: Sized do
  let more = List.append(all, one)
  #          ^^^^^^^^^^^^^^^^^^^^^ E0081
  (more, one.size() + List.length(all))
end

@in_place
pub fn summed(numbers, n) do
  let more = List.append(numbers, n + n)
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0081
  (more, numbers)
end

@in_place
pub fn kept<T>(items :: List<T>, item :: T) -> List<T> = List.append(items, item)

fn main() do
  println("hi")
end
