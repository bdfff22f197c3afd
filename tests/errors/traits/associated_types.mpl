interface Container do
  type Item
  fn first(self) -> Self.Item
end

struct Names do
  items :: List<String>
end

struct Ages do
  items :: List<Int>
end

impl Container for Names do
#    ^^^^^^^^^ E0040
  fn first(self) -> String do
    List.head(self.items)
  end
end

impl Container for Ages do
  type Item = Int
  type Other = String
  #    ^^^^^ E0041
  fn first(self) -> Int do
    List.head(self.items)
  end
end

fn show<T>(value :: T) -> T.Item do
#                           ^^^^ E0042
  value.first()
  #     ^^^^^ E0030
end

fn main() do
  println("")
end
