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
  #    ^^^ E0062
  #        ^^^^^^ E0062
    (names, names)
  end
end

fn main() do
  println("")
end
