type Tick do
  Tick(Int)
  Done
end

actor ticker(n :: Int) do
  receive do
    Tick(k) ->
      if k > 100 do
        println("too big")
      else
        ticker(n + k)
      end
    Done -> println("ticked ${n}")
  end
end

fn main() do
  let t = spawn(ticker, 0)
  send(t, Tick(1))
  send(t, Tick(2))
  send(t, Done)
end
