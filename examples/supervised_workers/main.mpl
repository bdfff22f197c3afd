# stderr: cannot read `oops`
##! Workers that crash on bad input and are started again by their supervisor.

type Work do
  Parse(String, from :: Pid<Int>)
end

actor parser() do
  Process.register("parser", self())
  serve_requests()
end

fn serve_requests() do
  receive do
    Parse(text, from) -> do
      send(from, number(text))
      serve_requests()
    end
  end
end

# A worker need not defend itself against everything: it may crash.
fn number(text :: String) -> Int do
  case String.to_int(text) do
    Some(n) -> n
    None -> panic("cannot read `${text}`")
  end
end

supervisor Workers do
  strategy: one_for_one
  max_restarts: 10
  max_seconds: 5

  child parser do
    start: fn -> spawn(parser) end
    restart: permanent
  end
end

fn parse(text :: String) -> Option<Int> do
  let worker = ready()
  let watch = Process.monitor(worker)
  send(worker, Parse(text, self()))
  receive do
    n -> do
      Process.demonitor(watch)
      Some(n)
    end
    (:down, _, _) -> None
  end
end

# The worker, as soon as there is one.
fn ready() -> Pid do
  case Process.find("parser") do
    Some(pid) -> pid
    None -> do
      Timer.sleep(5)
      ready()
    end
  end
end

fn main() do
  spawn(Workers)
  for text in ["1", "oops", "42"] do
    println("${text} -> ${parse(text)}")
  end
end
