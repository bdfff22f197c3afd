# A field says what its value is: in a literal, in an update, and where a function that it holds is called.
from Shapes import Point

struct User do
  name :: String
  age :: Int
end

struct Pair<T> do
  value :: T
  count :: Int
  others :: List<T>
end

struct Team do
  lead :: User
  size :: Int
end

struct Handler do
  run :: Fun(Int) -> Int
end

fn named() = User { name: 5, age: 1 }
#                         ^ E0001
fn renamed(u :: User) = %{u | name: u.age}
#                                   ^^^^^ E0001
fn counted() = Pair { value: 1, count: "one", others: [] }
#                                      ^^^^^ E0001
fn mixed() = Pair { value: 1, count: 1, others: ["a"] }
#                                                ^^^ E0001
fn moved(team :: Team) = %{team | lead: %{team.lead | age: "old"}}
#                                                          ^^^^^ E0001
fn led(team :: Team) = %{team | lead: team.size}
#                                     ^^^^^^^^^ E0001
fn ran(handler :: Handler) = handler.run("a")
#                                        ^^^ E0001
fn handler() = Handler { run: fn n -> "none" end }
#                                     ^^^^^^ E0001
fn far() = Point { x: 1, y: "up" }
#                           ^^^^ E0001

fn main() do
  let user = User { name: "Ann", age: "5" }
  #                                   ^^^ E0001
  println("${named()} ${renamed(user)} ${counted()} ${mixed()} ${ran(handler())} ${far()}")
  println("${moved(Team { lead: user, size: 1 })} ${led(Team { lead: user, size: 1 })}")
end
#- shapes.mpl
pub struct Point do
  x :: Int
  y :: Int
end
