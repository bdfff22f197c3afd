# What asks for memory is told.
@no_alloc
fn total(items :: List<Int>) -> Int do
  let doubled = List.map(items, fn n -> n * 2 end)
  #             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
  List.sum(doubled)
end

@no_alloc
fn pair(items :: List<Int>) -> List<Int> do
  let both = [List.length(items), 1]
  #          ^^^^^^^^^^^^^^^^^^^^^^^ E0082
  both
end

@no_alloc
fn shown(number :: Int) -> String do
  let text = "number ${number}"
  #          ^^^^^^^^^^^^^^^^^^ E0082
  text
end

@no_alloc
fn added(items :: List<Int>, number :: Int) -> List<Int> do
  let more = List.append(items, number)
  #          ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
  more
end

# The value of a constant stays as it is: to change it is to make another.
const TABLE :: List<Int> = List.map([1, 2, 3], fn x -> x end)

struct Limits do
  low :: Int
  high :: Int
  names :: List<String>
  most :: Int
  note :: String
end

const LIMITS :: Limits = Limits { low: 1, high: 2, names: [], most: 3, note: "" }

@no_alloc
@in_place
fn replaced(number :: Int) -> Int do
  let table = List.set(TABLE, 0, number)
  #           ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
  List.sum(table)
end

@no_alloc
fn lowered(number :: Int) -> Limits do
  %{LIMITS | low: number}
# ^^^^^^^^^^^^^^^^^^^^^^^ E0082
end

# So is what another function is given of it, and one of two values.
@no_alloc
fn chosen(own :: List<Int>, which :: Bool) -> List<Int> do
  let items = if which do own else TABLE end
  first_set(items)
# ^^^^^^^^^^^^^^^^ E0082
end

fn first_set(items :: List<Int>) -> List<Int> = List.set(items, 0, 1)

# What actors send to each other, and what ties them, is memory.
@no_alloc
fn later(pid :: Pid<List<Int>>, items :: List<Int>) -> () do
  let _ = Timer.send_after(pid, 10, items)
  #       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ E0082
end

@no_alloc
fn next() -> List<Int> do
  receive do
# ^^^^^^^^^^ E0082
    items -> items
  end
end

@no_alloc
fn watched(pid :: Pid<Int>) -> () do
  Process.link(pid)
# ^^^^^^^^^^^^^^^^^ E0082
end

# Numbers of constants and of messages are none.
const FACTORS :: List<Int> = [2, 3]

@no_alloc
fn scaled(number :: Int) -> Int = number * List.get(FACTORS, 0) + List.sum(TABLE)

@no_alloc
fn counted() -> Int do
  receive do
    number -> number
  end
end

fn talk() -> () do
  let me :: Pid<List<Int>> = self()
  later(me, [1])
  println("${next()}")
end

fn main() do
  println("${replaced(1)} ${lowered(2).low} ${chosen([1], true)} ${scaled(2)}")
  spawn(talk)
  let counting :: Pid<Int> = spawn(fn -> println("${counted()}") end)
  watched(counting)
  println("${total([1])} ${pair([1])} ${shown(1)} ${added([1], 2)}")
end
