# Changes of files come as messages.
type Message do
  Changed(FileEvent)
  Other
end

# Waits for a change; others may come before.
fn await(matches :: Fun(FileEvent) -> Bool) -> Bool do
  receive do
    Changed(event) -> matches(event) or await(matches)
    Other -> await(matches)
  after 20_000 -> false
  end
end

fn main() do
  let root = Result.unwrap(Result.and_then(Folder.temporary(), File.real_path))
  let _ = Folder.create(Path.join(root, "below"))
  let watch = File.watch(root, self(), Changed)
  println("${Result.is_ok(watch)}")
  let path = Path.join(root, "below/a")
  let _ = File.write(path, "x")
  println("${await(fn event -> event == FileCreated(path) end)}")
  let _ = File.append(path, "y")
  println("${await(fn event -> event == FileChanged(path) end)}")
  let later = Path.join(root, "b")
  let _ = File.rename(path, later)
  println("${await(fn event -> event == FileRemoved(path) end)} ${await(fn event -> event == FileCreated(later) end)}")
  let _ = File.delete(later)
  println("${await(fn event -> event == FileRemoved(later) end)}")
  let _ = Result.map(watch, File.stop_watch)
  let _ = File.write(path, "x")
  # A file that is replaced is watched on.
  let settings = Path.join(root, "settings")
  let _ = File.write(settings, "1")
  let one = File.watch(settings, self(), Changed)
  for i in 2..4 do
    let _ = File.write_atomic(settings, "${i}")
    println("${await(fn event -> event == FileCreated(settings) end)}")
  end
  let _ = File.append(settings, "!")
  println("${await(fn event -> event == FileChanged(settings) end)}")
  let _ = File.delete(settings)
  println("${await(fn event -> event == FileRemoved(settings) end)}")
  let _ = File.write(settings, "again")
  println("${await(fn event -> event == FileCreated(settings) end)}")
  let _ = Result.map(one, File.stop_watch)
  # With its folders, too, and those may come one by one.
  let deep = Path.join(root, "a/b/c")
  let _ = Folder.create_all(deep)
  let inner = Path.join(deep, "settings")
  let _ = File.write(inner, "1")
  let two = File.watch(inner, self(), Changed)
  for _ in 0..2 do
    let _ = Folder.remove_all(Path.join(root, "a"))
    println("${await(fn event -> event == FileRemoved(inner) end)}")
    let _ = Folder.create(Path.join(root, "a"))
    Timer.sleep(20)
    let _ = Folder.create_all(deep)
    let _ = File.write(inner, "2")
    println("${await(fn event -> event == FileCreated(inner) end)}")
    let _ = File.append(inner, "!")
    println("${await(fn event -> event == FileChanged(inner) end)}")
  end
  # A folder that is moved away takes its files along.
  let _ = File.rename(deep, Path.join(root, "elsewhere"))
  println("${await(fn event -> event == FileRemoved(inner) end)}")
  let _ = File.rename(Path.join(root, "elsewhere"), deep)
  println("${await(fn event -> event == FileCreated(inner) end)}")
  let _ = Result.map(two, File.stop_watch)
  println("${Result.map(File.watch("/no/such/folder", self(), Changed), fn _ -> () end)}")
end
