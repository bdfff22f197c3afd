pub struct Cart do
  items :: List<Int>
  name :: String
end deriving(Eq, Debug)

pub fn total(cart :: Cart) -> Int = sum(cart.items)

fn sum(xs :: List<Int>) -> Int = reduce(xs, 0, fn a, b -> a + b end)

service Counter do
  fn init(start :: Int) -> Int do
    start
  end

  call Get() :: Int do |state|
    (state, state)
  end

  cast Add(n :: Int) do |state|
    state + n
  end
end

test("in the module") do
  assert sum([1, 2, 3]) == 6
end
