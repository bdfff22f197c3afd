# Casts return at once and are handled in their order, before a later call of the same sender.
service Journal do
  fn init() -> List<Int> do
    []
  end

  cast Note(n :: Int) do |all|
    if n == 0 do
      Timer.sleep(50)
    end
    List.append(all, n)
  end

  call All() :: List<Int> do |all|
    (all, all)
  end
end

fn main() do
  let j = Journal.start()
  for n in 0..10 do
    Journal.note(j, n)
  end
  println("${Journal.all(j)}")
  Process.exit(j, Killed)
  Journal.note(j, 1)
  println("a cast of a dead service does nothing")
end
