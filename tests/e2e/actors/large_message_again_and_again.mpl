# A large message that is sent again and again is copied elsewhere than where timers are looked after.
fn main() do
  let numbers = List.map(Range.to_list(0..100_000), fn n -> "number ${n}" end)
  let timer = Timer.send_every(self(), 20, numbers)
  for _ in 0..3 do
    receive do
      list -> println("${List.length(list)} ${List.final(list)}")
    end
  end
  println("${Timer.cancel(timer)}")
end
