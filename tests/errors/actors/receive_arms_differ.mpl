actor mixed() do
  let n = receive do
    1 -> "one"
    k -> k
    #    ^ E0001
  after 10 -> 0.5
  #           ^^^ E0001
  end
  println("${n}")
end

fn main() do
  spawn(mixed)
end
