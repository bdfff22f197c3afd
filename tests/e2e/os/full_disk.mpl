# driver: full_disk.py
# A disk that becomes full: what cannot be written is said, and what is replaced as a whole stays as it was.
fn fill(out :: FileStream, pieces :: Int) -> String do
  case out.write_bytes(Bytes.repeat(1, 8192)) do
    Ok(_) -> if pieces > 1000 do "it is never full" else fill(out, pieces + 1) end
    Err(error) -> error
  end
end

fn main() do
  let root = Option.unwrap(Env.get("ROOT"))
  let state = Path.join(root, "state")
  println("${File.write_atomic(state, "as it was")}")
  let out = Result.unwrap(File.open(Path.join(root, "much"), :write))
  println("${fill(out, 0)} ${out.write(String.repeat("x", 10_000))}")
  println("${File.write(Path.join(root, "more"), String.repeat("x", 10_000))}")
  println("${File.write_atomic(state, String.repeat("new", 10_000))} ${File.read(state)}")
  println("${File.copy(state, Path.join(root, "copy"))} ${File.append(state, String.repeat("x", 10_000))}")
  println("${Folder.list(root)}")
  println("${File.delete(Path.join(root, "much"))} ${File.write_atomic(state, "new")} ${File.read(state)}")
end
