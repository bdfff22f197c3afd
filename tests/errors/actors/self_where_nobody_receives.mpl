# Where nothing may receive, there is no pid that says what is received.
struct H<T> do
  f :: Fun() -> T
end

interface Does do
  fn go<T>(self, f :: Fun() -> T) -> T
end

impl Does for Int do
  fn go<T>(self, f :: Fun() -> T) -> T = f()
end

interface Place do
  fn place(self) -> Pid
end

fn here() = self()

impl Place for Int do
  fn place(self) -> Pid = here()
#                         ^^^^ E0017
end

fn by_a_struct() do
  let h = H { f: fn -> self() end }
#                      ^^^^^^ E0015
  h.f()
end

fn by_a_function() do
  let h = H { f: here }
#                ^^^^ E0017
  h.f()
end

fn by_a_local() do
  let f = fn -> self() end
  let h = H { f: f }
  #              ^ E0015
  h.f()
end

fn by_a_method() do
  1.go(Process.self)
#      ^^^^^^^^^^^^ E0015
end

actor texts() do
  send(by_a_struct(), ())
  send(by_a_function(), ())
  send(by_a_local(), ())
  send(by_a_method(), ())
  println("${1.place()}")
  receive do
    t -> println(t <> "!")
  end
end

fn main() do
  let p = spawn(texts)
  send(p, "abc")
end
