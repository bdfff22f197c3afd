# mistakes: 3
actor a() do
  receive do
    x -> x
  after 10 -> 1
    y -> y
  end
  receive
    x -> x
  end
  receive do
    x -> x
  after -> 2
  end
end
