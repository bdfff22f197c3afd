# What is killed stops, also where it computes on a thread of its own: searches that would go on for hours and packing for half a
# minute leave the threads to others.
fn search(text :: String) -> () do
  let _ = Regex.find_all(~r/.*[^A-Z]|[A-Z]/, text)
  ()
end

fn pack(bytes :: Bytes) -> () do
  let _ = Compression.zstd(bytes, 19)
  ()
end

fn main() do
  let text = String.repeat("A", 3_000_000)
  let (piece, _) = Random.bytes(Random.seed(1), 8_000_000)
  let bytes = Bytes.concat(piece, piece)
  let busy = for number in 0..6 do
    spawn(fn -> if number % 2 == 0 do search(text) else pack(bytes) end end)
  end
  Timer.sleep(300)
  for pid in busy do
    Process.exit(pid, Killed)
  end
  let short = Job.async(fn -> Regex.is_match(~r/b/, String.repeat("a", 10_000) <> "b") end)
  println("${Job.await_timeout(short, 30_000)}")
  let small = Compression.gzip(Bytes.repeat(65, 200_000))
  let unpacked = Job.async(fn -> Result.map(Compression.gunzip(small, 1_000_000), Bytes.length) end)
  println("${Job.await_timeout(unpacked, 30_000)}")
  Process.halt(0)
end
