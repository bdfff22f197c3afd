# mistakes: 10
class Foo {
  int x;
}

enum Color do
  Red
end

use Math

package main

trait Show do
  fn show(self)
end

export fn f() = 1

private fn g() = 1

record P do
  x :: Int
end

module M do
  fn x() = 1
end

from List import *

fn main() do end
