 @derive(Json)
#^^^^^^^^^^^^^ E0064
struct Point do
  x :: Int
end

 @deriving
#^^^^^^^^^ E0064
type Color do
  Red
end

 @whatever
#^^^^^^^^^ E0064
pub type Number = Int

 @json("shape")
#^^^^^^^^^^^^^^ E0064
struct Shape do
  side :: Int
end

 @in_place
#^^^^^^^^^ E0064
interface Shift do
  fn shift(self) -> Self
end

 @foo
#^^^^ E0064
impl Shift for Point do
  @in_plac
# ^^^^^^^^ E0064
  fn shift(self) = %{self | x: 1}
end

 @foo
#^^^^ E0064
service Counter do
  fn init() = 0
end

fn main() do
  println("${Point { x: 3 }.shift().x}")
end
