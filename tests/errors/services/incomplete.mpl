service Counter do
#       ^^^^^^^ E0062
  call Get() :: Int do |n|
    (n, n)
  end
end

service Names do
  fn init() -> List<String> do
    []
  end

  call All(prefix) do |names|
  #        ^^^^^^ E0062
    (names, names)
  end
end

service Parts do
  fn init() -> Int do
    0
  end

  call Some((first, _)) do |n|
  #         ^^^^^^^^^^ E0062
    (n, first)
  end
end

service Ticks do
  fn init() -> Int do
    0
  end

  info Tick(n) do |state|
  #         ^ E0062
    state + n
  end
end

fn main() do
  println("")
end
