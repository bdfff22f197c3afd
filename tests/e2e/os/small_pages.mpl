# emulator: no, it looks at how much memory the program has
# What the kernel says of it: huge pages are off until the program holds much, and for good once it wants that.
fn thp() -> String do
  let lines = String.split(Result.unwrap(File.read("/proc/self/status")), "\n")
  Option.unwrap_or(
    List.find(lines, fn line -> String.starts_with(line, "THP_enabled") end),
    "not told"
  )
end

fn main() do
  println("at first: ${allowed()}")
  let much = Range.to_list(0..3000000)
  println("with much: ${allowed()}")
  Process.small_pages()
  println("when it wants none: ${allowed()}")
  # Values of all sizes are as before.
  let numbers = Range.to_list(0..3000000)
  println("${allowed()}, ${List.sum(numbers) == List.sum(much)}")
end

fn allowed() -> Bool do
  String.ends_with(thp(), "1")
end
