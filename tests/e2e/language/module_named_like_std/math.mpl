pub type Scale do
  Once
  Twice
end

pub fn add(a :: Int, b :: Int) -> Int do
  a + b
end

pub fn half(scale :: Scale) -> Float do
  case scale do
    Once -> 0.5
    Twice -> Math.sqrt(1.0)
  end
end

## The library has an interface with a method of this name, too.
pub interface Adding do
  fn plus(self, other :: Int) -> String
end

impl Adding for Int do
  fn plus(self, other :: Int) -> String = "${self} plus ${other}"
end
