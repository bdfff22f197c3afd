service Echo do
  fn init() -> Int do
    0
  end

  call Back(value) do |n|
  #         ^^^^^ E0062
    (n, value)
  end

  call Nothing(n :: Int) do |state|
    state
  # ^^^^^ E0001
  end

  call Late() do |state, _from|
  #    ^^^^ E0062
    state
  end
end

service Loop do
  fn init() -> Int do
    0
  end

  call Ask(pid :: Pid<Loop>) do |n|
  #    ^^^ E0062
    (n, Loop.ask(pid, pid))
  end
end

service Wrong do
  fn init() -> Int do
    0
  end

  call Get() do |n|
    ("${n}", n)
  # ^^^^^^^^^^^ E0001
  end

  cast Add(by) do |n|
    n + by
  end
end

fn main() do
  let pid = Wrong.start()
  Wrong.add(pid, "x")
  #              ^^^ E0001
  println("${Wrong.get(pid) + 1}")
end
