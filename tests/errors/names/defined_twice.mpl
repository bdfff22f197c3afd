struct Shape do
  side :: Int
  side :: Int
# ^^^^ E0055
end

type Shape do
#    ^^^^^ E0055
  Circle(Float)
end

fn main() do
  println("")
end
