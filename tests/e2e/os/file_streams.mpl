# Open files: read in pieces and lines, written, sought, shared, closed.
fn work(folder :: String) -> Result<(), String> do
  let path = Path.join(folder, "a.txt")
  let out = File.open(path, :new)?
  out.write("one\ntwo\r\n\nfour")?
  out.write_bytes(Bytes.from_list([33, 10]))?
  println("${out.position()} ${File.size(path)}")
  out.sync()?
  out.close()
  println("${out.write("x")} ${out.position()}")
  println("${Result.map(File.open(path, :new), fn _ -> () end)}")
  let file = File.open(path)?
  println("${file.read_line()} ${file.position()} ${file.read_line()} ${file.read_line()} ${file.read_line()} ${file.read_line()} ${file.read_line()}")
  println("${file.seek(4)} ${file.read(3)} ${file.seek_end(-3)} ${file.read(100)} ${file.read(100)}")
  println("${file.write("no")} ${file.seek(1000)} ${file.read(1)} ${Result.is_err(file.seek_end(-1000))}")
  let both = File.open(path, :read_write)?
  println("${both.read_line()}")
  both.write("TWO")?
  println("${both.read_line()} ${both.truncate(9)} ${both.seek(0)} ${both.read(100)}")
  let more = File.open(path, :append)?
  more.write("end")?
  println("${File.read(path)}")
  println("${File.open(path, :write)?.position()} ${File.read(path)}")
  Ok(())
end

# A file that was sent is shared: what one reads the other does not.
fn share(folder :: String) -> Result<(), String> do
  let path = Path.join(folder, "shared.txt")
  File.write(path, String.repeat("line\n", 1000))?
  let file = File.open(path)?
  let jobs = for _ in 0..4 do
    Job.async(fn -> Iter.count(file.lines()) end)
  end
  let counts = for job in jobs do
    Result.unwrap_or(Job.await(job), 0)
  end
  println("${List.reduce(counts, 0, fn sum, n -> sum + n end)}")
  file.close()
  println("${file.read_line()}")
  Ok(())
end

# Much of a file, little memory.
fn large(folder :: String) -> Result<(), String> do
  Process.limit_memory(4_000_000)
  let path = Path.join(folder, "large")
  let out = File.open(path, :write)?
  let piece = Bytes.repeat(97, 1_000_000)
  for _ in 0..64 do
    let _ = out.write_bytes(piece)
  end
  let file = File.open(path)?
  println("${Iter.reduce(file.chunks(100_000), 0, fn sum, bytes -> sum + Bytes.length(bytes) end)}")
  println("${file.seek(0)} ${file.read_line()} ${file.read_line(1000)}")
  Ok(())
end

fn open_files() -> Int = Result.unwrap_or(Result.map(Folder.list("/proc/self/fd"), List.length), 0)

# The runtime has files open for a moment, too: when it reports a crash.
fn are_closed(before :: Int, tries :: Int) -> Bool do
  if open_files() <= before do
    true
  else if tries == 0 do
    false
  else
    Timer.sleep(10)
    are_closed(before, tries - 1)
  end
end

# A file is closed when its actor ends, however that is.
fn ends(folder :: String, count :: Int, end_by :: Fun() -> ()) -> () do
  let before = open_files()
  for n in 0..count do
    let (_, _) = Process.spawn_monitor(fn ->
      let file = File.open(Path.join(folder, "${n}"), :write)
      end_by()
      println("${Result.is_ok(file)}")
    end)
  end
  for _ in 0..count do
    receive do
      (:down, _, _) -> ()
    end
  end
  println("${are_closed(before, 2000)}")
end

# Numbers that no file has change nothing.
fn outside(folder :: String) -> Result<(), String> do
  let path = Path.join(folder, "outside")
  File.write(path, "precious")?
  let file = File.open(path, :read_write)?
  println("${file.truncate(-1)} ${file.seek(-7)} ${file.seek_end(-9) |> Result.is_err()} ${file.read(0)} ${file.read(-1)} ${File.size(path)}")
  println("${file.read(3)} ${file.position()}")
  println("${File.set_mode(path, -1)} ${File.set_mode(path, 0o10000)} ${File.set_mode(path, 0o600)} ${File.info(path)?.mode == 0o600}")
  let listener = Tcp.listen("127.0.0.1", 0)?
  let client = Tcp.connect("127.0.0.1", Tcp.port(listener))?
  let server = Tcp.accept(listener)?
  Tcp.write(client, "AB")?
  println("${Tcp.read(server, 0)} ${Tcp.read(server, 10)}")
  Ok(())
end

fn main() do
  let folder = Result.unwrap(Folder.temporary())
  println("${work(folder)}")
  println("${share(folder)}")
  ends(folder, 50, fn -> panic("on purpose") end)
  ends(folder, 50, fn -> Process.exit_self(Shutdown) end)
  for path in ["/", "/no/such/file", "/etc/passwd/x", ""] do
    println("${path}: ${Result.map(File.open(path), fn _ -> () end)} ${File.read(path)}")
  end
  println("${Result.map(File.open("/no/folder/here", :write), fn _ -> () end)}")
  println("${large(folder)}")
  println("${outside(folder)}")
end
