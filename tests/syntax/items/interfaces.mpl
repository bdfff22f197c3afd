interface Show do
  fn show(self) -> String
  fn shown(self, width :: Int) -> String do
    self.show()
  end
  fn zero -> Int
  def old(self)
end

pub interface Container<T> do
  type Item
  ## The first one.
  fn first(self) -> Self.Item
end
