# What runs over a type of one's own is an `Iter`, which its module makes.
struct Evens do
  items :: List<Int>
end

struct EvensIter do
  at :: Int
end

impl Iterable for Evens do
  type Item = Int
  type Iter = EvensIter
  #           ^^^^^^^^^ E0008
  fn iter(self) -> Iter<Int> = Iter.from(self.items)
end

struct Countdown do
  from :: Int
end

impl Iterator for Countdown do
#    ^^^^^^^^ E0004
  fn next(self) -> Int? = None
end

fn main() do
  let made = Iter { step: fn -> Some((1, Iter.from([2]))) end }
  #          ^^^^ E0035
  let iter = Iter.from([1])
  println("${Option.is_some(iter.step())} ${Iter.count(made)}")
  #                              ^^^^ E0030
end
