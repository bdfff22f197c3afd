const NOW = DateTime.utc_now()
#           ^^^^^^^^^^^^^^^^^^ E0079
const SAID = say("x")
#            ^^^^^^^^ E0079
const TRIED = List.map([1, 2], fn n -> noisy(n) end)
#                                      ^^^^^^^^ E0079
const FINE = fn n -> noisy(n) end
const ALSO_FINE = [noisy, FINE]
const CALLED = FINE(1)
#              ^^^^ E0079
const SPAWNED = spawn(fn -> println("x") end)
#                           ^^^^^^^^^^^^ E0079
const ME = self()
#          ^^^^^^ E0079
const RANDOM = Math.random_int(1, 6)
#              ^^^^^^^^^^^^^^^^^^^^^ E0079
const TEXT = "${Loud { name: "x" }}"
#               ^^^^^^^^^^^^^^^^^^ E0079

const A = B + 1
#     ^ E0078
const B = C
const C = through()
const SELF = List.length([SELF])
#     ^^^^ E0078

fn through() -> Int = A

fn say(text :: String) -> String do
  println(text)
  text
end

fn noisy(n :: Int) -> Int do
  println("${n}")
  n
end

struct Loud do
  name :: String
end deriving()

impl Display for Loud do
  fn to_string(self) -> String = say(self.name)
end

const side = plain(2)

# A parameter of the name is no constant.
fn plain(side :: Int) -> Int = side

fn main() do
  println("${NOW} ${SAID} ${TRIED} ${FINE(1)} ${List.length(ALSO_FINE)} ${CALLED} ${SPAWNED} ${ME} ${RANDOM} ${TEXT}")
  println("${B} ${SELF} ${plain(1)} ${side}")
end
