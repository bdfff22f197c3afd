# What the kernel says of it: huge pages are off from then on.
fn thp() -> String do
  let lines = String.split(Result.unwrap(File.read("/proc/self/status")), "\n")
  Option.unwrap_or(
    List.find(lines, fn line -> String.starts_with(line, "THP_enabled") end),
    "not told"
  )
end

fn main() do
  let before = thp()
  Process.small_pages()
  println("${before != thp()} ${String.ends_with(thp(), "0")}")
  # Values of all sizes are as before.
  let numbers = Range.to_list(0..200000)
  println("${List.sum(numbers)}")
end
