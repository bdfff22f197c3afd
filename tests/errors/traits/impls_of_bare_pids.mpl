# What a bare `Pid` receives is not known: it has only impls that say nothing of that.
interface Push do
  fn push(self, n :: Int) -> ()
end

impl Push for Pid<Int> do
  fn push(self, n :: Int) = send(self, n)
end

interface Door do
  type Item
  fn door(self) -> Pid<Self.Item>
end

impl Door for Pid<M> do
  type Item = M
  fn door(self) -> Pid<M> = self
end

interface Takes<M> do
  fn give(self, message :: M) -> ()
end

impl Takes<M> for Pid<M> do
  fn give(self, message :: M) = send(self, message)
end

fn through<D>(d :: D) -> Pid<D.Item> where D: Door = d.door()

actor texts() do
  receive do
    k -> do
      println(k <> "!")
      texts()
    end
  end
end

fn main() do
  let p :: Pid = spawn(texts)
  Push.push(p, 3)
# ^^^^^^^^^ E0006
  p.push(3)
#   ^^^^ E0030
  send(p.door(), 3)
#        ^^^^ E0030
  send(through(p), 3)
#              ^ E0006
  p.give(3)
#   ^^^^ E0030
end
