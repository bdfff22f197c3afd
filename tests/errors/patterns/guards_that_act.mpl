# A guard only looks. What a function that it calls does is known.
fn loud(n :: Int) -> Bool do
  println("asked ${n}")
  n > 2
end

fn starts(n :: Int) -> Bool do
  spawn(fn -> println("${n}") end)
  true
end

fn is_large(n :: Int) -> Bool = List.length(Range.to_list(0..n)) > 2

fn clause(n :: Int) -> Int when starts(n) = 1
#                               ^^^^^^^^^ E0013
fn clause(_) = 2

fn quiet(n :: Int) -> Int when is_large(n) and n % 2 == 0 = 1
fn quiet(_) = 2

pub fn main() do
  let me = self()
  receive do
    n when loud(n) -> println("got ${n}")
#          ^^^^^^^ E0013
    n when me == self() and n > 1 -> println("mine")
  after 1 -> println("late")
  end
  case quiet(clause(1)) do
    n when Timer.now() > n -> println("later")
    _ -> println("now")
  end
  for n in [1, 2] when loud(n) do
#                      ^^^^^^^ E0013
    println("${n}")
  end
end

service Gate do
  fn init() -> Int = 0

  call Open(n :: Int) :: Bool do |count|
    (count + 1, n > count)
  end
end

fn asked(gate :: Pid<Gate>, n :: Int) -> String do
  case n do
    1 when Gate.open(gate, n) -> "open"
#          ^^^^^^^^^^^^^^^^^^ E0013
    _ when Env.get("GATE") == Some("open") -> "always"
    _ -> "closed"
  end
end

# The library says what only looks.
fn filed(path :: String, text :: String) -> Int do
  case path do
    _ when Result.is_ok(File.write(path, text)) -> 1
#                       ^^^^^^^^^^^^^^^^^^^^^^ E0013
    _ when File.delete(path) == Ok(()) -> 2
#          ^^^^^^^^^^^^^^^^^ E0013
    _ when Process.unregister(path) -> 3
#          ^^^^^^^^^^^^^^^^^^^^^^^^ E0013
    _ when IO.read_line() == Ok(Some(text)) -> 4
#          ^^^^^^^^^^^^^^ E0013
    _ when File.exists(path) and File.read(path) == Ok(text) -> 5
    _ when Process.alive(Process.me()) and Random.int(1, 6) > 3 -> 6
    _ -> 7
  end
end

# What is shown by `Debug` where nothing else shows it may act, too.
struct Loud do
  n :: Int
end

impl Debug for Loud do
  fn inspect(self) -> String do
    println("shown")
    "loud"
  end
end

fn heard(loud :: Loud) -> Int do
  case loud.n do
    _ when "${loud}" == "loud" -> 1
#             ^^^^ E0013
    _ -> 0
  end
end
