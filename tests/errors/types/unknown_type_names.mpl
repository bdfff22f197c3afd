fn area(s :: Shpae) -> Flaot do
#            ^^^^^ E0045
#                      ^^^^^ E0045
  1.0
end

struct Shape do
  side :: Foat
  #       ^^^^ E0045
end

fn main() do
  println("")
end
