# Nobody gets what an actor gives: a Result at its end may have failed.
fn save(n :: Int) -> Result<Int, String> = if n > 3 do Err("full") else Ok(n) end

actor saver() do
  receive do
    n -> save(n)
#        ^^^^^^^ W0006
  end
end

actor told() do
  receive do
    n -> do
      let _ = save(n)
    end
  end
end

fn main() do
  send(spawn(saver), 4)
  send(spawn(told), 4)
  spawn(fn -> save(5) end)
#             ^^^^^^^ W0006
  spawn(fn -> println("${save(6)}") end)
end
