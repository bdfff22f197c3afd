# driver: secrets.py
# A password is not shown while it is typed; the terminal is as before when it is read, and when the program ends meanwhile.
fn main() do
  case Env.args() do
    ["halt"] -> do
      spawn(fn ->
        Timer.sleep(2000)
        Process.halt(3)
      end)
      let _ = IO.read_secret("Password: ")
      println("not reached")
    end
    _ -> do
      println("got ${IO.read_secret("Password: ")}")
      println("then ${IO.read_line()}")
    end
  end
end
