interface Where do
  fn place(self) -> Pid
end

struct Source do
  start :: Int
end

impl Where for Source do
  fn place(self) -> Pid do
    self()
#   ^^^^^^ E0015
  end
end

fn main() do
  println("")
end
