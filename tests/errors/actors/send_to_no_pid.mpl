fn main() do
  send("name", 1)
  #    ^^^^^^ E0001
  send(waits, 1)
  #    ^^^^^ E0001
  send(self())
# ^^^^^^^^^^^^ E0003
end

actor waits() do
  receive do
    n -> println("${n + 1}")
  end
end
