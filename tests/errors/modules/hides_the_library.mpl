# A module of the program takes the name of one of the library, whose functions are missed there.
import Math

fn main() do
  println("${Math.sqrt(2.0)} ${Math.own()}")
  #               ^^^^ E0004
end
#- math.mpl
pub fn own() -> Int = 1
