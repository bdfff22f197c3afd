# What arithmetic and other interfaces give for a message is decided with the mailbox, by whoever says what that takes.
struct A do
  n :: Int
end

impl Sub for A do
  type Output = String
  fn sub(self, other :: A) -> String = "diff ${self.n - other.n}"
end

interface Conv<A> do
  type Output
  fn conv(self, a :: A) -> Self.Output
end

struct S do
  k :: Int
end

impl Conv<Int> for S do
  type Output = String
  fn conv(self, a :: Int) -> String = "int ${a + self.k}"
end

impl Conv<String> for S do
  type Output = Int
  fn conv(self, a :: String) -> Int = String.length(a) + self.k
end

fn helper(n) do
  if n > 5 do
    looper(n - 1)
  end
  receive do
    x -> x - x
#        ^^^^^ E0006
  end
end

fn looper(n :: Int) -> () do
  let d = helper(n)
  println("${d.n + 1}")
  receive do
    m -> println("${m.n + 0}")
  end
end

fn converts(s :: S, n) do
  if n > 5 do
    loops(n - 1)
  end
  receive do
    x -> s.conv(x)
#        ^^^^^^^^^ E0001
  end
end

fn loops(n :: Int) -> () do
  let d = converts(S { k: 1 }, n)
  println("${d.n + 1}")
  receive do
    m -> println("${m + 0}")
  end
end

fn main() do
  send(spawn(looper, 1), A { n: 1 })
  send(spawn(loops, 1), 1)
end
