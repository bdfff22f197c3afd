struct User do
  name :: String
  tags :: Map<String, String>
# ^^^^ E0039
  age :: Int?
end deriving(Row)

fn main() do
  println("")
end
