fn shown<T: Display>(value :: T) -> String = value.to_string()
#         ^ P0001

fn main() do
  println!("x")
# ^^^^^^^^ P0001
end
