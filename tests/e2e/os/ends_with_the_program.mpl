# driver: ends_with_the_program.py
# However a program ends by itself, what its actors have started or made for a time ends with it.
actor holder(told :: Pid<Int>) do
  let folder = Result.unwrap(Folder.temporary())
  let _ = File.write(Path.join(folder, "file"), "x")
  let file = Result.unwrap(File.temporary())
  let running =
    Result.unwrap(Command.start(Command.new("/bin/sh", ["-c", "sleep 1000 & echo $!; wait"])))
  let child = Result.unwrap(running.read_line())
  println("${folder} ${file} ${running.id()} ${Option.unwrap(child)}")
  send(told, 1)
  receive do
    _ -> ()
  end
end

fn main() do
  for _ in 0..3 do
    spawn(holder, self())
    receive do
      1 -> ()
    end
  end
  case Env.args() do
    ["crash"] -> panic("on purpose")
    ["halt"] -> Process.halt(4)
    _ -> ()
  end
end
