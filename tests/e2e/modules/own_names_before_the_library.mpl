# A service or a type of the program comes before a module of the library that is named like it; what it lacks is the library's.
interface New do
  fn new() -> Self

  fn size(self) -> Int
end

service Queue do
  fn init() -> List<Int> = []

  cast Push(x :: Int) do |items|
    List.append(items, x)
  end

  call Size() do |items|
    (items, List.length(items))
  end
end

struct Stats do
  total :: Int
end

struct Math do
  a :: Int
end

impl New for Math do
  fn new() -> Math = Math { a: 3 }

  fn size(self) -> Int = self.a
end

impl New for Stats do
  fn new() -> Stats = Stats { total: 1 }

  fn size(self) -> Int = self.total
end

fn main() do
  let queue = Queue.start()
  Queue.push(queue, 1)
  println("${Queue.size(queue)}")
  let math = Math.new()
  println("${math.a} ${Math.size(math)} ${math.size()} ${Math.abs(-1)}")
  println("${Stats.size(Stats.new())}")
end
