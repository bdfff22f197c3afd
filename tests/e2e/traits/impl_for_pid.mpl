# An impl for the pids of one type of messages is found, alone and inside of other types.
interface Runs do
  fn run(self) -> String
end

interface Named do
  fn name(self) -> String

  fn twice(self) -> String = self.name() <> self.name()
end

struct Address do
  text :: String
end

service Counter do
  fn init() -> Int = 0

  call Get() :: Int do |n|
    (n, n)
  end
end

impl Runs for Pid<Int> do
  fn run(self) -> String = "numbers"
end

impl Runs for List<Pid<Int>> do
  fn run(self) -> String = "${List.length(self)} of them"
end

impl Runs for (Pid<String>, Int) do
  fn run(self) -> String = "a pair"
end

impl Named for Pid<Counter> do
  fn name(self) -> String = "counter ${Counter.get(self)} "
end

impl From<Pid<Int>> for Address do
  fn from(_pid :: Pid<Int>) -> Address = Address { text: "from a pid" }
end

fn go<T>(x :: T) -> String where T: Runs = x.run()

actor numbers() do
  receive do
    n -> println("${n + 1}")
  end
end

actor texts() do
  receive do
    text -> println(text <> "!")
  end
end

fn main() do
  let pid = spawn(numbers)
  println("${pid.run()} ${run(pid)} ${Runs.run(pid)} ${go(pid)}")
  println("${go([pid, pid])} ${go((spawn(texts), 1))}")
  let counter = Counter.start()
  println("${counter.name()}${counter.twice()}")
  println(Address.from(pid).text)
end
