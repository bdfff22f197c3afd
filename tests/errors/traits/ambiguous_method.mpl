interface Named do
  fn label(self) -> String
end

interface Tagged do
  fn label(self) -> String
end

struct Square do
  side :: Float
end

impl Named for Square do
  fn label(self) -> String do
    "named"
  end
end

impl Tagged for Square do
  fn label(self) -> String do
    "tagged"
  end
end

fn main() do
  println(Square { side: 1.0 }.label())
  #                            ^^^^^ E0027
end
