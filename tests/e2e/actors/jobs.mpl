# stderr: no luck
# Jobs run beside their creator; results belong to their job, whatever the order.
fn slow(n :: Int, millis :: Int) -> Int do
  Timer.sleep(millis)
  n * n
end

fn show(result :: Result<Int, String>) -> String do
  case result do
    Ok(n) -> "ok ${n}"
    Err(text) -> "err ${text}"
  end
end

fn main() do
  let a = Job.async(fn -> slow(3, 60) end)
  let b = Job.async(fn -> slow(4, 5) end)
  println("${show(Job.await(a))} ${show(Job.await(b))}")
  let failing = Job.async(fn ->
    if slow(1, 1) == 1 do
      panic("no luck")
    end
    7
  end)
  println(show(Job.await(failing)))
  let late = Job.async(fn -> slow(5, 300) end)
  println(show(Job.await_timeout(late, 20)))
  println(show(Job.await(late)))
  let squares = Job.map([5, 1, 4, 2, 3], fn n -> slow(n, n * 3) end)
  println("${List.map(squares, show)}")
  println("${List.length(Job.map([], fn n -> n + 1 end))}")
  let nested = Job.async(fn -> Job.await(Job.async(fn -> "inner" end)) end)
  case Job.await(nested) do
    Ok(Ok(text)) -> println(text)
    _ -> println("failed")
  end
end
