# What receives messages of any type is not called where nobody receives.
struct Kept do
  f :: Fun() -> Int
end

interface Asks do
  fn ask(self) -> Int
end

fn any() -> Int do
  receive do
    _ -> 1
  after 0 -> 2
  end
end

impl Asks for Kept do
  fn ask(self) -> Int = any()
  #                     ^^^ E0017
end

fn main() do
  println("${Kept { f: any }.ask()}")
  #                    ^^^ E0017
end
