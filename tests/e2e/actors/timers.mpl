fn main() do
  Timer.send_after(self(), 500, "late")
  Timer.send_after(self(), 5, "early")
  for _ in 0..2 do
    receive do
      text -> println(text)
    end
  end
end
