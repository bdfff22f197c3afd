# What has a name and is never used is told, unless the name begins with `_` or belongs to others.
import Tools
#      ^^^^^ W0003
import Shown
from Parts import Colour, size, weight
#                               ^^^^^^ W0003
from Speeds import Speed
#                  ^^^^^ W0003
from Sizes import (small, middle, big)
#                  ^^^^^ W0003
#                         ^^^^^^ W0003
#                                 ^^^ W0003

struct Point do
  x :: Int
  y :: Int
end

interface Greets do
  fn greet(self, name :: String) -> String do
    "hello"
  end
end

impl Greets for Point do
  fn greet(self, name :: String) -> String = "point"
  #              ^^^^ W0003
end

fn area(width :: Int, height :: Int, _depth :: Int) -> Int = width * width
#                     ^^^^^^ W0003

fn only_each_other(n) = nobody(n)
#  ^^^^^^^^^^^^^^^ W0003
#                       ^^^^^^^^^ W0007
fn nobody(n) = only_each_other(n)
#  ^^^^^^ W0003

fn _kept(n) = n

fn first(Point { x, y }) = x
#                   ^ W0003

service Counter do
  fn init() -> Int do
    0
  end

  call Take(amount :: Int) :: Int do |total|
  #                                   ^^^^^ W0003
    (0, 0)
  end
end

actor worker(name :: String) do
#            ^^^^ W0003
  receive do
    (:go, speed) -> println("goes")
    #     ^^^^^ W0003
    (:stop, _) -> ()
  end
end

fn outer() do
  fn inner(a) = a
  #  ^^^^^ W0003
  fn general<T>(value :: T, other :: T) -> T do
    #                       ^^^^^ W0003
    let copy = value
    #   ^^^^ W0003
    value
  end
  let last = general(1, 2)
  last
end

fn main() do
  let answer = 42
  #   ^^^^^^ W0003
  let (left, right) = (1, 2)
  #          ^^^^^ W0003
  let _meant = 1
  for {key, value} in %{"a" => 1} do
    #       ^^^^^ W0003
    println("${key}${left}")
  end
  let shadowed = 1
  #   ^^^^^^^^ W0003
  let shadowed = 2
  let twice = fn n, m -> n * 2 end
  #                 ^ W0003
  case Some(shadowed) do
    Some(n) -> println("some")
    #    ^ W0003
    None -> println("${twice(1, 2)} ${area(1, 2, 3)} ${first(Point { x: 1, y: 2 })} ${outer()}")
  end
  println("${size(Red)} ${Point { x: 1, y: 2 }.greet("you")}")
  send(spawn(worker, "w"), (:go, 1))
  println("${Counter.take(Counter.start(), 1)} ${(1.5).shown()}")
end
#- tools.mpl
pub fn unused_by_others() = 1
#- shown.mpl
pub interface Shown do
  fn shown(self) -> String
end

impl Shown for Float do
  fn shown(self) -> String = "${self}"
end
#- parts.mpl
pub type Colour do
  Red
  Green
end

pub fn size(colour :: Colour) -> Int do
  case colour do
    Red -> 1
    Green -> 2
  end
end

pub fn weight(_colour :: Colour) -> Int = 1
#- speeds.mpl
pub type Speed do
  Fast
  Slow
end
#- sizes.mpl
pub fn small() = 1
pub fn middle() = 2
pub fn big() = 3
