# unmarked: E0055 list.mpl
fn main() do
  println("")
end
#- list.mpl
pub fn length(items :: List<Int>) -> Int do
  0
end
