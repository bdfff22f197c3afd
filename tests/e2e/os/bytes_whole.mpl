# Numbers in bytes, pieces, comparisons, iteration.
fn crash(f :: Fun() -> ()) -> String do
  let (_, _) = Process.spawn_monitor(f)
  receive do
    (:down, _, reason) -> "${reason}"
  end
end

fn main() do
  let bytes = Bytes.from_list([0, 1, 128, 255, 254, 7, 0, 9, 10])
  println("${Bytes.uint_at(bytes, 1, 2, :big)} ${Bytes.uint_at(bytes, 1, 2, :little)} ${Bytes.int_at(bytes, 2, 1, :big)} ${Bytes.int_at(bytes, 2, 2, :little)}")
  println("${Bytes.uint_at(bytes, 0, 8, :big)} ${Bytes.uint_at(bytes, 0, 8, :little)} ${Bytes.int_at(bytes, 2, 8, :big)}")
  println("${Bytes.uint_at(bytes, 8, 1, :big)} ${Bytes.uint_at(bytes, 8, 2, :big)} ${Bytes.uint_at(bytes, -1, 1, :big)} ${Bytes.uint_at(bytes, 9, 1, :big)}")
  let largest = Bytes.repeat(255, 8)
  println("${Bytes.uint_at(largest, 0, 8, :big)} ${Bytes.int_at(largest, 0, 8, :big)} ${Bytes.int_at(largest, 3, 4, :little)}")
  for (value, size) in [
    (1, 1),
    (255, 1),
    (-1, 1),
    (-128, 1),
    (258, 2),
    (16_909_060, 4),
    (-2, 3),
    (-9_223_372_036_854_775_807 - 1, 8)
  ] do
    let (big, little) = (Bytes.from_int(value, size, :big), Bytes.from_int(value, size, :little))
    println("${value}: ${Bytes.to_hex(big)} ${Bytes.to_hex(little)} ${Bytes.int_at(big, 0, size, :big)} ${Bytes.int_at(little, 0, size, :little)}")
  end
  println(crash(fn -> println("${Bytes.from_int(256, 1, :big)}") end))
  println(crash(fn -> println("${Bytes.from_int(-129, 1, :big)}") end))
  println(crash(fn -> println("${Bytes.uint_at(bytes, 0, 9, :big)}") end))
  println(crash(fn -> println("${Bytes.uint_at(bytes, 0, 1, :middle)}") end))
  println(crash(fn -> println("${Bytes.chunks(bytes, 0)}") end))
  println(crash(fn -> println("${Bytes.split(bytes, Bytes.empty())}") end))
  println("${Bytes.chunks(bytes, 4)} ${Bytes.chunks(Bytes.empty(), 4)}")
  let text = Bytes.from_string("a,,b,")
  println("${Bytes.split(text, Bytes.from_string(","))} ${Bytes.contains(text, Bytes.from_string("b"))} ${Bytes.index_of(text, Bytes.from_string("b"))}")
  println("${Bytes.ends_with(text, Bytes.from_string("b,"))} ${Bytes.ends_with(text, Bytes.from_string("xa,,b,"))} ${Bytes.starts_with(text, Bytes.from_string("a"))}")
  println("${Bytes.take(text, 1)} ${Bytes.drop(text, 3)} ${Bytes.drop(text, -1)} ${Bytes.take(text, 99)} ${Bytes.drop(text, 99)}")
  println("${Bytes.compare(text, Bytes.from_string("a"))} ${Bytes.compare(text, text)} ${Bytes.compare(Bytes.from_list([127]), Bytes.from_list([128]))}")
  let doubled = for byte in Bytes.from_list([1, 2, 200]) do
    byte * 2
  end
  println("${doubled} ${Iter.sum(Bytes.repeat(1, 1000).iter())}")
  println("${Bytes.to_string(Bytes.from_list([97, 195]))} ${Bytes.to_string_lossy(Bytes.from_list([97, 195]))}")
  println("${Bytes.from_hex("0g")} ${Bytes.from_base64("a")} ${Bytes.from_hex("00FF")}")
end
