# A thousand jobs at once, in order.
fn main() do
  let results = Job.map(
    for n in 0..1000 do
      n
    end,
    fn n -> n * 2 end
  )
  let total = List.reduce(results, 0, fn sum, result -> sum + Result.unwrap_or(result, 0) end)
  println("${List.length(results)} ${total} ${Result.unwrap_or(List.get(results, 500), -1)}")
end
