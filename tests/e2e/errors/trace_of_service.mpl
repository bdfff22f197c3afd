# modes: debug release
# stderr: crashed: division by zero\n    at Main.share/2 ({file}:19)\n    at Main.Stock.Take/2 ({file}:11)\n
# stderr: crashed: division by zero\n    at Main.share/2 ({file}:19)\n    at Main.Stock.Drop/2 ({file}:15)\n
# stderr: \n    last message: Stock'Drop(0)\n
# stderr: \n    last message: Stock'Take(
# The handlers share a helper: each keeps its own line in the trace, also where the optimiser would make one crash of two.
service Stock do
  fn init(n :: Int) -> Int = n

  call Take(wanted :: Int) :: Int do |left|
    (left, share(left, wanted))
  end

  cast Drop(by :: Int) do |left|
    left - share(left, by)
  end
end

fn share(left :: Int, wanted :: Int) -> Int = left / wanted + 1

fn main() do
  println("${Result.is_err(Job.await(Job.async(fn -> Stock.take(Stock.start(7), 0) end)))}")
  let stock = Stock.start(7)
  Process.monitor(stock)
  Stock.drop(stock, 0)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end
