# A constant does what the impls do that it needs for its types, wherever they are called.
interface Area do
  fn area(self) -> Int

  fn doubled(self) -> Int = self.area() * 2
end

struct Square do
  side :: Int
end deriving(Hash)

struct Quiet do
  side :: Int
end deriving(Eq, Debug)

struct Box<T> do
  inner :: T
end deriving(Eq, Debug)

impl Area for Square do
  fn area(self) -> Int do
    println("computed")
    self.side * self.side
  end
end

impl Area for Quiet do
  fn area(self) -> Int = self.side * self.side
end

impl Area for Box<T> where T: Area do
  fn area(self) -> Int = self.inner.area()
end

impl Eq for Square do
  fn eq(self, other :: Square) -> Bool do
    println("compared")
    self.side == other.side
  end
end

impl Debug for Square do
  fn inspect(self) -> String do
    println("shown")
    "square"
  end
end

fn twice<T>(shape :: T) -> Int where T: Area = shape.area() * 2

fn four_times<T>(shape :: T) -> Int where T: Area = twice(shape) * 2

fn of(f :: Fun(Square) -> Int) -> Int = f(Square { side: 1 })

const GENERIC = twice(Square { side: 3 })
#               ^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const DEEPER = four_times(Square { side: 3 })
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const BOXED = twice(Box { inner: Box { inner: Square { side: 3 } } })
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const METHOD = Box { inner: Square { side: 3 } }.area()
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const DEFAULT = Square { side: 3 }.doubled()
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const HANDED_ON = of(twice)
#                    ^^^^^ E0079
const LISTS = [Square { side: 1 }] == [Square { side: 2 }]
#             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const CONTAINS = List.contains([Square { side: 1 }], Square { side: 2 })
#                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const TUPLES = (Square { side: 1 }, 1) == (Square { side: 1 }, 1)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const DERIVED = Box { inner: Square { side: 1 } } == Box { inner: Square { side: 1 } }
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079
const SHOWN = "${[Square { side: 1 }]}"
#                ^^^^^^^^^^^^^^^^^^^^ E0079
const KEYS = %{Square { side: 1 } => 1}
#            ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0079

# These only compute.
const AREA = four_times(Box { inner: Quiet { side: 3 } }) + Quiet { side: 2 }.doubled()
const SAME = [Quiet { side: 1 }] == [Quiet { side: 2 }]
const TEXT = "${[Box { inner: Quiet { side: 1 } }]}"

fn main() = ()
