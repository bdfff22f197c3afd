fn number() -> Int do
  receive do
    n -> n + 0
  end
end

fn word() -> String do
  receive do
    text -> text <> ""
  end
end

actor both() do
  let n = number()
  let w = word()
  #       ^^^^ E0014
  println("${n} ${w}")
end

fn main() do
  spawn(both)
end
