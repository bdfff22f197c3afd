pub type Amount = Int

pub type Category do
  Food
  Tool
  Other(String)
end deriving(Eq, Hash, Display, Debug, Json)

pub struct Item do
  name :: String
  category :: Category
  cents :: Amount
end deriving(Eq, Display, Json)

pub interface Priced do
  fn price(self) -> Amount
  fn label(self) -> String

  fn describe(self) -> String do
    "${self.label()} for ${self.price()}"
  end
end

impl Priced for Item do
  fn price(self) -> Amount = self.cents
  fn label(self) -> String = helper(self.name)
end

pub fn free() -> Amount = 0

fn helper(name :: String) -> String = "'${name}'"
