impl Show for Point do
  fn show(self) -> String do
    "${self.x}"
  end
end

impl Container<Int> for List<Int> where T: Show do
  type Item = Int
  ## The first.
  pub fn first(self) = self[0]
end

impl Geo.Show for Geo.Point do
end

impl From<Int> for Money do
  fn from(x :: Int) -> Money = Money { cents: x }
end
