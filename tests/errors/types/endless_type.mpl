# Each instance of a type is laid out for itself: one that holds itself at ever larger types never ends.
type Nest<T> do
  Flat(T)
  Deep(Nest<List<T>>)
# ^^^^ E0002
end

struct Regular<A, B> do
  first :: A
  next :: Option<Regular<B, A>>
end

fn main() do
  println("")
end
