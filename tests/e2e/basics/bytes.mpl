# Bytes: construction, parts, text, hex and Base64, comparison, keys of maps, messages, files, hashes.
struct Packet do
  id :: Int
  payload :: Bytes
end deriving(Eq, Ord, Hash, Debug)

actor doubler(main :: Pid<Packet>) do
  receive do
    Packet { id: id, payload: payload } ->
      send(main, Packet { id: id, payload: Bytes.concat(payload, payload) })
  end
end

fn parts() -> () do
  let bytes = Bytes.from_list([0, 127, 128, 255])
  println("${bytes.inspect()} ${Bytes.length(bytes)} ${Bytes.to_list(bytes)} ${Bytes.get(bytes, 3)}")
  println("${Bytes.at(bytes, 0)} ${Bytes.at(bytes, 4)} ${Bytes.at(bytes, -1)}")
  println("${Bytes.to_list(Bytes.slice(bytes, 1, 3))} ${Bytes.to_list(Bytes.slice(bytes, -5, 99))} ${Bytes.to_list(Bytes.slice(bytes, 3, 1))}")
  println("${Bytes.is_empty(Bytes.empty())} ${Bytes.length(Bytes.repeat(7, 1000))} ${Bytes.repeat(1, -1).inspect()}")
  println("${Bytes.join([bytes, Bytes.empty(), Bytes.from_string("é")]).inspect()}")
  println("${Bytes.index_of(bytes, Bytes.from_list([128]), 0)} ${Bytes.index_of(bytes, Bytes.from_list([128]), 3)} ${Bytes.index_of(bytes, Bytes.empty(), 9)}")
  println("${Bytes.starts_with(bytes, Bytes.from_list([0, 127]))} ${Bytes.starts_with(bytes, Bytes.from_list([1]))}")
end

fn texts() -> () do
  println("${Bytes.to_string(Bytes.from_string("grüße"))} ${Bytes.to_string(Bytes.from_list([104, 105, 255, 33]))}")
  println(Bytes.to_string_lossy(Bytes.from_list([104, 105, 255, 33])))
  let bytes = Bytes.from_list([0, 255, 62, 63])
  println("${Bytes.to_hex(bytes)} ${Bytes.from_hex("00FF3e3f") == Ok(bytes)} ${Bytes.from_hex("0")} ${Bytes.from_hex("zz")}")
  println("${Bytes.to_base64(bytes)} ${Bytes.from_base64("AP8+Pw==") == Ok(bytes)}")
  println("${Base64.encode_url_bytes(bytes)} ${Base64.decode_url_bytes("AP8-Pw") == Ok(bytes)}")
end

fn compared() -> () do
  let (a, b) = (Bytes.from_list([1, 255]), Bytes.from_list([2]))
  println("${a == b} ${a == Bytes.from_list([1, 255])} ${a < b} ${a > Bytes.from_list([1])} ${compare(a, b)}")
  let counts = List.reduce([a, b, Bytes.from_list([1, 255])], %{}, fn seen, key ->
    Map.put(seen, key, Option.unwrap_or(Map.fetch(seen, key), 0) + 1)
  end)
  println("${counts} ${Set.size(Set.from_list([a, a, b]))} ${List.sorted([b, a])}")
  println("${Packet { id: 1, payload: a } == Packet { id: 1, payload: Bytes.from_list([1, 255]) }} ${Default.default() == Bytes.empty()}")
end

fn kept() -> () do
  let path = "${Env.get("TMPDIR", "/tmp")}/mesh-bytes-${Crypto.uuid4()}"
  let bytes = Bytes.from_list([137, 80, 78, 71, 0, 255])
  println("${File.write_bytes(path, bytes)} ${File.append_bytes(path, Bytes.from_list([1]))} ${File.read_bytes(path) == Ok(Bytes.concat(bytes, Bytes.from_list([1])))} ${File.read(path)}")
  println("${File.delete(path)} ${File.read_bytes(path)}")
  let text = Bytes.from_string("abc")
  println("${Bytes.to_hex(Crypto.sha256_bytes(text)) == Crypto.sha256("abc")} ${Bytes.to_hex(Crypto.sha512_bytes(text)) == Crypto.sha512("abc")}")
  println("${Bytes.to_hex(Crypto.hmac_sha256_bytes(Bytes.from_string("key"), text)) == Crypto.hmac_sha256("key", "abc")}")
  println("${Bytes.length(Crypto.random_bytes(16))} ${Crypto.secure_compare_bytes(text, Bytes.from_string("abc"))}")
end

fn main() do
  parts()
  texts()
  compared()
  kept()
  let doubler = spawn(doubler, self())
  send(doubler, Packet { id: 7, payload: Bytes.repeat(200, 3) })
  receive do
    packet -> println("${packet.inspect()}")
  end
  for bad in [
    fn -> Bytes.from_list([256]) end,
    fn -> Bytes.repeat(-1, 2) end,
    fn -> Bytes.from_list([Bytes.get(Bytes.empty(), 0)]) end
  ] do
    println("${Job.await(Job.async(bad))}")
  end
end
