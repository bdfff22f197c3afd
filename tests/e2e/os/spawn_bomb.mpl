# driver: spawn_bomb.py
# emulator: no, limits of memory are its own, too
# memory check: no, its limit of address space leaves no room for valgrind
# A program that spawns without end, where address space is limited: the actor that spawns crashes, the others go on.
fn bomb() -> () do
  let _ = spawn(fn -> do
    receive do
      () -> ()
    end
  end
  end)
  bomb()
end

fn main() do
  let (_, watch) = Process.spawn_monitor(bomb)
  receive do
    (:down, ref, _, reason) when ref == watch ->
      println("${String.starts_with("${reason}", "Error(out of memory: ")}")
  end
  println("many are there: ${List.length(Process.list()) > 1000}")
  # There is some memory left.
  println("${List.length(Range.to_list(Range.new(0, 100000)))}")
  Process.halt(0)
end
