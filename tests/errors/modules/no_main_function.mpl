# unmarked: E0057
pub fn helper() -> Int do
  1
end
