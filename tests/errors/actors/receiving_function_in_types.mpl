# What comes out of a type of one's own may go in there, too: a function in its arguments does not receive.
struct Sink<M> do
  f :: Fun(M) -> Int
end

fn sink() -> Sink<Fun() -> Int> do
  Sink { f: fn g -> g() end }
end

fn take() -> Int do
  receive do
    k -> k + 1
  end
end

service Maker do
  fn init() -> Int = 0

  call Make() :: Fun() -> Int do |n, to|
#      ^^^^ E0017
    Service.reply(to, take)
    n
  end
end

actor texts(m :: Pid<Maker>) do
  println("${sink().f(take)} ${Maker.make(m)()}")
#                     ^^^^ E0017
  receive do
    t -> println(t <> "!")
  end
end

fn main() do
  send(spawn(texts, Maker.start()), "abc")
end
