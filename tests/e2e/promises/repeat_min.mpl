# A text too long for the address space is the crash of the actor that asks for it.
# stderr: too large:
fn main() do
  let (_, _) = Process.spawn_monitor(fn ->
    println("${String.length(String.repeat("ab", 9223372036854775807))}")
  end)
  receive do
    (:down, _, r) -> println("isolated: ${r}")
  end
end
