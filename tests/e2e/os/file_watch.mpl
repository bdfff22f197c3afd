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
  Folder.create(Path.join(root, "below"))
  let watch = File.watch(root, self(), Changed)
  println("${Result.is_ok(watch)}")
  let path = Path.join(root, "below/a")
  File.write(path, "x")
  println("${await(fn event -> event == FileCreated(path) end)}")
  File.append(path, "y")
  println("${await(fn event -> event == FileChanged(path) end)}")
  let later = Path.join(root, "b")
  File.rename(path, later)
  println("${await(fn event -> event == FileRemoved(path) end)} ${await(fn event -> event == FileCreated(later) end)}")
  File.delete(later)
  println("${await(fn event -> event == FileRemoved(later) end)}")
  Result.map(watch, File.stop_watch)
  File.write(path, "x")
  println("${Result.map(File.watch("/no/such/folder", self(), Changed), fn _ -> () end)}")
end
