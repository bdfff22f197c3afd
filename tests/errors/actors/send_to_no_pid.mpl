fn main() do
  send("name", 1)
  #    ^^^^^^ E0001
  send(self())
# ^^^^^^^^^^^^ E0003
end
