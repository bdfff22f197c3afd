# `self()` is the actor that runs, wherever it stands.
fn whoami() -> Pid do
  self()
end

actor reporter(to :: Pid<(Pid, Pid)>) do
  let f = fn -> whoami() end
  send(to, (whoami(), f()))
end

fn main() do
  let p = spawn(reporter, self())
  receive do
    (a, b) -> println("${a == b} ${a == whoami()} ${p == a}")
  end
end
