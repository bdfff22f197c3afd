# What the compiler writes for the program names the library's modules, whatever modules the program has.
import Config
import Db
import Json
import List
import Option
import Process
import Service
import Supervisor

struct Item do
  id :: Int
  names :: List<String>
  size :: Option<Int>
  @json(default)
  note :: String
end deriving(Eq, Ord, Debug, Hash, Json)

struct Row do
  id :: Int
end deriving(Row)

struct Settings do
  port :: Int
end deriving(Config)

service Counter do
  fn init(n :: Int) -> Int = n

  call Get() :: Int do |n|
    (n, n)
  end

  cast Add(more :: Int) do |n|
    n + more
  end

  terminate do |n|
    println("counter ends with ${n}")
  end
end

actor ends(to :: Pid<String>) mailbox 5 drop_oldest memory 10_000_000 do
  receive do
    text -> send(to, text)
  end

  terminate do
    send(to, "the actor ends")
  end
end

supervisor Root do
  strategy: one_for_one
  child counter do
    start: fn -> Counter.start(1) end
    restart: permanent
    shutdown: 1000
  end
end

fn main() do
  let mine = [
    Config.mine(),
    Db.mine(),
    Json.mine(),
    List.mine(),
    Option.mine(),
    Process.mine(),
    Service.mine()
  ]
  println("${mine} ${Supervisor.mine()}")
  let item = Item { id: 1, names: ["a"], size: None, note: "" }
  println("${item} ${Item.from_json("{\"id\":1,\"names\":[\"a\"],\"size\":null}") == Ok(item)} ${(item, 1) < (item, 2)}")
  println("${%{item => 1}} ${json { a: [item] }}")
  let counter = Counter.start(40)
  Counter.add(counter, 2)
  println("${Counter.get(counter)} ${Counter.try_get(counter, 1000)}")
  Counter.stop(counter)
  let pid = spawn(ends, self())
  send(pid, "done")
  for _ in 0..2 do
    receive do
      text -> println(text)
    end
  end
  for (key, value) in %{"a" => 1} do
    println("${key} ${value}")
  end
end
