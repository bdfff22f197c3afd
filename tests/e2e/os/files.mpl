fn main() do
  let path = "/tmp/mesh-e2e-${Crypto.uuid4()}.txt"
  println("${File.exists(path)}")
  println("${File.write(path, "one\n")} ${File.append(path, "two\n")}")
  println("${File.read(path)}")
  println("${File.delete(path)} ${File.exists(path)}")
  case File.read(path) do
    Ok(_) -> println("still there")
    Err(_) -> println("gone")
  end
end
