# stderr: the worker broke
# What runs at the end may take its time and call services, and others run meanwhile.
service Log do
  fn init() -> List<String> do
    []
  end

  call Lines() :: List<String> do |lines|
    (lines, lines)
  end

  call Note(text :: String) :: Int do |lines|
    (List.append(lines, text), List.length(lines))
  end
end

fn main() do
  let log = Log.start()
  for name in ["a", "b"] do
    let p = spawn(fn ->
      Process.on_exit(fn ->
        Timer.sleep(50)
        Log.note(log, "${name} cleans up")
        ()
      end)
      Log.note(log, "${name} works")
      if name == "a" do
        panic("the worker broke")
      end
    end)
    Process.monitor(p)
    receive do
      (:down, _, reason) -> println("${reason}")
    end
  end
  for line in Log.lines(log) do
    println(line)
  end
end
