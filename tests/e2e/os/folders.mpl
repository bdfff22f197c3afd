# Folders, what is known of a path, copies, links, temporary files.
fn work(root :: String) -> Result<(), String> do
  let at = fn path -> Path.join(root, path) end
  Folder.create(at("a"))?
  println("${Folder.create(at("a"))} ${Folder.create(at("x/y"))}")
  Folder.create_all(at("a/b/c"))?
  Folder.create_all(at("a/b/c"))?
  File.write(at("a/b/two.txt"), "22")?
  File.write(at("a/one.txt"), "1")?
  File.symlink("b/two.txt", at("a/link"))?
  println("${Folder.list(at("a"))} ${Folder.list(at("none"))} ${Folder.list(at("a/one.txt"))}")
  println("${Folder.walk(root)} ${Folder.walk(at("none"))}")
  println("${File.read(at("a/link"))} ${File.read_link(at("a/link"))} ${File.read_link(at("a"))}")
  println("${Result.map(File.info(at("a/link")), fn info -> info.kind end)} ${Result.map(File.link_info(at("a/link")), fn info -> info.kind end)}")
  let info = File.info(at("a/b/two.txt"))?
  let now = DateTime.to_unix_ms(DateTime.utc_now())
  println("${info.size} ${info.kind} ${info.modified <= now and now - info.modified < 600_000} ${File.info("/dev/null")?.kind} ${File.info(at("none"))}")
  println("${File.is_file(at("a"))} ${File.is_folder(at("a"))} ${File.is_file(at("a/link"))} ${File.is_folder(at("none"))}")
  File.set_mode(at("a/one.txt"), 0o640)?
  println("${File.info(at("a/one.txt"))?.mode == 0o640}")
  println("${File.copy(at("a/one.txt"), at("a/three"))} ${File.info(at("a/three"))?.mode == 0o640} ${File.read(at("a/three"))}")
  println("${File.copy(at("a"), at("b"))} ${File.copy(at("a/three"), at("a"))} ${File.copy(at("a/three"), at("a/three"))} ${File.read(at("a/three"))}")
  println("${File.copy("/dev/null", at("b"))} ${File.exists(at("b"))}")
  println("${File.rename(at("a/three"), at("a/four"))} ${File.exists(at("a/three"))} ${File.rename(at("a/three"), at("z"))}")
  println("${File.delete(at("a"))} ${Folder.remove(at("a/one.txt"))} ${Folder.remove(at("a"))}")
  println("${File.real_path(at("a/../a/link")) == Ok(at("a/b/two.txt")) or File.real_path(root) != Ok(root)}")
  # What a link leads to stays.
  Folder.create(at("kept"))?
  File.write(at("kept/file"), "kept")?
  File.symlink(at("kept"), at("a/to_kept"))?
  println("${Folder.remove_all(at("a"))} ${File.exists(at("a"))} ${File.read(at("kept/file"))} ${Folder.remove_all(at("a"))}")
  Ok(())
end

# Others see the old text or the new one.
fn atomic(root :: String) -> Result<(), String> do
  let path = Path.join(root, "state")
  File.write_atomic(path, "first")?
  println("${File.read(path)} ${File.info(path)?.mode == 0o644 or File.info(path)?.mode == 0o664}")
  File.set_mode(path, 0o600)?
  File.symlink("state", Path.join(root, "to_state"))?
  File.write_bytes_atomic(Path.join(root, "to_state"), Bytes.from_string("second"))?
  println("${File.read(path)} ${File.info(path)?.mode == 0o600} ${File.read_link(Path.join(root, "to_state"))}")
  println("${File.write_atomic(root, "x")} ${File.write_atomic("/no/such/folder/x", "x")} ${File.write_atomic("/proc/x", "x") |> Result.is_err()}")
  # A link to nothing is followed; what is no file stays what it is.
  File.symlink("later", Path.join(root, "to_later"))?
  File.write_atomic(Path.join(root, "to_later"), "there")?
  println("${File.read(Path.join(root, "later"))} ${File.read_link(Path.join(root, "to_later"))}")
  File.symlink("circle", Path.join(root, "circle"))?
  println("${File.write_atomic(Path.join(root, "circle"), "x") |> Result.is_err()} ${File.read_link(Path.join(root, "circle"))}")
  Command.run(Command.new("mkfifo", [Path.join(root, "pipe")]))?
  println("${File.write_atomic(Path.join(root, "pipe"), "x")} ${File.info(Path.join(root, "pipe"))?.kind}")
  let texts = [String.repeat("a", 200_000), String.repeat("b", 200_000), "second"]
  let writer = Job.async(fn ->
    for n in 0..60 do
      File.write_atomic(path, List.get(texts, n % 2))
    end
  end)
  let seen = for _ in 0..200 do
    List.contains(texts, Result.unwrap_or(File.read(path), ""))
  end
  println("${Result.is_ok(Job.await(writer))} ${List.all(seen, fn whole -> whole end)} ${Folder.list(root)}")
  Ok(())
end

# What is below a folder whose name is no text is walked through, too.
fn odd_names() -> Result<(), String> do
  let root = Folder.temporary()?
  let script = "d=$(printf '\\377') && mkdir \"$1/a$d\" && touch \"$1/a$d/b\" \"$1/c\""
  Command.run(Command.new("sh", ["-c", script, "sh", root]))?
  println("${Folder.walk(root)} ${Folder.list(root)}")
  Ok(())
end

actor temporaries(report :: Pid<String>, crash :: Bool) do
  let file = Result.unwrap(File.temporary())
  let folder = Result.unwrap(Folder.temporary())
  let _ = File.write(Path.join(folder, "x"), "x")
  send(report, "${file}\n${folder}")
  receive do
    :go_on -> if crash do panic("on purpose") end
  end
end

fn are_removed(crash :: Bool) -> () do
  let pid = spawn(temporaries, self(), crash)
  let paths = receive do
    text -> String.lines(text)
  end
  println("${for path in paths do File.exists(path) end}")
  println("${for path in paths do File.info(path) |> Result.map(fn info -> info.mode == 0o600 or info.mode == 0o700 end) end}")
  send(pid, :go_on)
  println("${gone(paths, 500)}")
end

fn gone(paths :: List<String>, tries :: Int) -> Bool do
  if List.any(paths, File.exists) and tries > 0 do
    Timer.sleep(10)
    gone(paths, tries - 1)
  else
    not List.any(paths, File.exists)
  end
end

fn main() do
  let root = Result.unwrap(Folder.temporary())
  println("${work(root)}")
  let _ = Folder.remove_all(Path.join(root, "kept"))
  println("${atomic(root)}")
  println("${odd_names()}")
  are_removed(false)
  are_removed(true)
end
