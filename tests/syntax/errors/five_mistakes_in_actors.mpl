# mistakes: 5
actor worker(n) do
  receive do
    :stop => ()
    (:add, -> worker(n)
    other -> worker(n + )
  end
end

service Counter do
  fn init(start) = start
  call Get( do |n|
    (n, n)
  end
  handle Foo do |n|
    n
  end
  cast Reset do |n|
    0
  end
end
