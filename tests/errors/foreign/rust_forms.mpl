type Kind do
  Big
  Small(Int)
end

fn shown<T: Display>(value :: T) -> String = value.to_string()
#         ^ P0001

fn size(kind :: Kind) -> Int do
  case kind do
    Kind::Small(n) -> n
    #   ^^ P0001
    Kind::Big -> 100
    #   ^^ P0001
  end
end

fn size_of_some(Kind::Small(n)) = n
#                   ^^ P0001
fn size_of_some(_) = 0

fn main() do
  println!("x")
# ^^^^^^^^ P0001
  println [1, 2]
  #         ^ P0001
  println("${size(Big)} ${size_of_some(Big)}")
end
