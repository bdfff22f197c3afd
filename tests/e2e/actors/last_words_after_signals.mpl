# modes: debug release
# Exit closures after all kinds of signals: a kill behind another signal runs none, one that was seen just before the end of the work lets
# them wait, a call that was cut off leaves nothing behind, and who traps exits hears of the ends of others there, too.
fn ask_for_ever() -> Pid<Service.ReplyTo<Int>> =
  Service.start(fn -> () end, fn _ -> Timer.sleep(3_600_000) end)

fn end_of(watch :: Monitor) -> ExitReason do
  receive do
    (:down, of, _, reason) when of == watch -> reason
  end
end

# Waits in its closure for as long as it is let.
fn lingers() -> () do
  Process.on_exit(fn -> Timer.sleep(60_000) end)
  Timer.sleep(60_000)
end

fn killed() -> () do
  let (pid, watch) = Process.spawn_monitor(lingers)
  Timer.sleep(20)
  Process.exit(pid, Shutdown)
  Process.exit(pid, Killed)
  println("behind another signal: ${end_of(watch)}")
end

fn until_asked() -> () do
  if Process.find("asked") == None do
    until_asked()
  end
end

fn busy_until(end_at :: Int) -> () do
  if Timer.monotonic_ns() < end_at do
    busy_until(end_at)
  end
end

# Looks at its signals, by `demonitor`, as the last that it does.
fn looks_last(to :: Pid) -> () do
  Process.on_exit(fn ->
    Timer.sleep(5)
    println("waited")
  end)
  let watch = Process.monitor(to)
  let _ = Process.register("asked", Process.me())
  busy_until(Timer.monotonic_ns() + 2_000_000)
  Process.demonitor(watch)
end

fn seen() -> () do
  let me = Process.me()
  let (pid, watch) = Process.spawn_monitor(fn -> looks_last(me) end)
  until_asked()
  Process.exit(pid, Shutdown)
  let _ = end_of(watch)
end

fn log() -> () do
  Process.limit_mailbox(1, Block)
  Timer.sleep(600)
  read()
end

fn read() -> () do
  receive do
    text -> do
      let line :: String = text
      println("logged: ${line}")
      if line != "the last words" do
        read()
      end
    end
  end
end

# Its call would be over before there is room for what its closure sends.
fn caller(server :: Pid<Service.ReplyTo<Int>>, logger :: Pid<String>) -> () do
  Process.on_exit(fn -> send(logger, "the last words") end)
  let n = Service.call(server, fn to -> to end, 300)
  println("${n}")
end

fn cut_off() -> () do
  let server = ask_for_ever()
  let logger :: Pid<String> = spawn(log)
  let logged = Process.monitor(logger)
  Timer.sleep(20)
  send(logger, "one")
  let (pid, watch) = Process.spawn_monitor(fn -> caller(server, logger) end)
  Timer.sleep(50)
  Process.exit(pid, Shutdown)
  let reason = end_of(watch)
  let _ = end_of(logged)
  println("${reason}")
  Process.exit(server, Killed)
end

fn owner() -> () do
  Process.trap_exit(true)
  let child = spawn(fn -> Timer.sleep(60_000) end)
  Process.link(child)
  Process.on_exit(fn ->
    Process.exit(child, Shutdown)
    receive do
      (:exit, who, reason) -> println("child: ${reason} ${who == child}")
    end
  end)
end

fn trapping() -> () do
  let (_, watch) = Process.spawn_monitor(owner)
  println("${end_of(watch)}")
end

# Asks somebody who does not answer, and waits for ever in its closure: the program ends all the same.
fn client(server :: Pid<Service.ReplyTo<Int>>) -> () do
  Process.on_exit(fn ->
    receive do
      n -> println("${n + 1}")
    end
  end)
  let n = Service.call(server, fn to -> to end, 60_000)
  println("${n}")
end

fn main() do
  killed()
  seen()
  cut_off()
  trapping()
  let server = ask_for_ever()
  let (pid, _) = Process.spawn_monitor(fn -> client(server) end)
  Timer.sleep(50)
  Process.exit(pid, Shutdown)
  Process.exit(server, Killed)
end
