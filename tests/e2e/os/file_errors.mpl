# driver: file_errors.py
# emulator: no, its `vfork` is a `fork`: that a program cannot be run is not known in time
# What cannot be done with files is said: a folder in the place of a file, a full disk, no permission, nothing there.
fn shown<T>(result :: Result<T, String>) -> String do
  case result do
    Ok(_) -> "ok"
    Err("no such file") -> "not there"
    Err("permission denied") -> "not allowed"
    Err(error) -> error
  end
end

fn main() do
  let root = Option.unwrap(Env.get("ROOT"))
  let at = fn path -> Path.join(root, path) end
  println("full: ${shown(File.write("/dev/full", "x"))}, ${shown(File.append("/dev/full", "x"))}")
  let full = Result.unwrap(File.open("/dev/full", :write))
  println("full: ${shown(full.write("x"))}, ${shown(full.write_bytes(Bytes.repeat(1, 10)))}")
  println("folder: ${shown(File.read(root))}, ${shown(File.write(root, "x"))}, ${shown(File.open(root))}, ${shown(File.delete(root))}")
  println("folder: ${shown(File.write_atomic(root, "x"))}, ${shown(File.copy(root, at("x")))}, ${shown(File.rename(at("file"), root))}")
  println("permission: ${shown(File.read(at("secret")))}, ${shown(File.write(at("secret"), "x"))}, ${shown(File.open(at("secret")))}")
  println("permission: ${shown(File.write(at("locked/x"), "x"))}, ${shown(File.write_atomic(at("locked/x"), "x"))}, ${shown(Folder.create(at("locked/x")))}")
  println("permission: ${shown(File.delete(at("locked/file")))}, ${shown(Folder.remove_all(at("locked")))}, ${shown(Folder.list(at("closed")))}, ${shown(Folder.walk(root))}")
  println("permission: ${shown(File.set_mode("/", 0o777))}, ${shown(File.symlink("a", at("locked/l")))}, ${shown(Command.run(Command.new(at("file"), [])))}")
  println("nothing: ${shown(File.read(at("none")))}, ${shown(File.info(at("none")))}, ${shown(File.delete(at("none")))}, ${shown(Folder.remove(at("none")))}")
  println("no text: ${shown(File.read(at("binary")))}, ${shown(Result.and_then(File.open(at("binary")), FileStream.read_line))}")
  println("no name: ${Result.is_err(File.read("a\0b"))} ${Result.is_err(File.write(String.repeat("x", 300), ""))} ${Result.is_err(Folder.create("a\0b"))}")
end
