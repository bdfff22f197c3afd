fn twice(n) = n * 2

test("doubles")   do
  assert twice(2)==4
  assert_eq   twice(3),6
  assert_eq (twice(3), 6)
  assert (twice(1) == 2)
  assert_receive Some(x) , 100
  refute_receive _
end
describe("group") do
  setup do
    1
  end
  test("one") do |x| assert x == 1 end
end
