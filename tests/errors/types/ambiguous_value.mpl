interface Shown do
  fn shown(self) -> String
end

impl Shown for List<Int> do
  fn shown(self) -> String = "numbers"
end

impl Shown for List<String> do
  fn shown(self) -> String = "texts"
end

fn main() do
  println([].shown() <> [1].shown())
  #          ^^^^^ E0060
  let x = default()
  #       ^^^^^^^ E0060
  println("${x}")
end
