# Arms of the form of signals take no messages.
fn main() do
  send(self(), (:down, 1, "x"))
  #            ^^^^^^^^^^^^^^^ W0011
  send(self(), (:up, 2, "y"))
  receive do
    (:down, _, reason) -> println("${reason}")
    (word, n, text) -> println("${word} ${n} ${text}")
  end
end
