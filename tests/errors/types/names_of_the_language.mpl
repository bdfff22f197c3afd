# `Int` and its like cannot be defined anew; what the library defines can.
struct Int do
#      ^^^ E0055
  n :: String
end

type Bool do
#    ^^^^ E0055
  Yes
  No
end

type String = Atom
#    ^^^^^^ E0055

type List do
  Empty
end

fn main() do
  println("${Empty}")
end
