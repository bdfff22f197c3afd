import Count

test("counts lines") do
  assert_eq Count.lines("a\nb c"), 2
end

test("counts words") do
  assert_eq Count.words("a  b\nc"), 3
end
