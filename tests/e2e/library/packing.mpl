# Bytes packed and unpacked: as others do it, with a bound, and what is broken.
fn hex(text :: String) -> Bytes = Result.unwrap(Bytes.from_hex(text))

fn shown(unpacked :: Result<Bytes, String>) -> String do
  case Result.and_then(unpacked, Bytes.to_string) do
    Ok(text) when String.byte_length(text) > 40 -> "${String.byte_length(text)} bytes"
    Ok(text) -> "`${text}`"
    Err(problem) -> problem
  end
end

fn main() do
  # What gzip, zlib, a raw deflater and zstd make of it.
  println(
    shown(
      Compression.gunzip(hex("1f8b08000000000002034b2f2acdab5228492d2e0100d3949ea30a000000"), 100)
    )
  )
  println(shown(Compression.inflate(hex("789c4b2f2acdab5228492d2e010016910417"), 100)))
  println(shown(Compression.inflate(hex("4b2f2acdab5228492d2e0100"), 100)))
  println(shown(Compression.unzstd(hex("28b52ffd04585100006772756e7a2074657374a10f4db2"), 100)))
  # There and back, short and long, and the bound.
  for size in [0, 1, 65536, 3000000] do
    let bytes = Bytes.repeat(97, size)
    let packed = [Compression.zstd(bytes), Compression.zstd(bytes, 1), Compression.zstd(bytes, 19)]
    assert(List.all(packed, fn one -> Compression.unzstd(one, size) == Ok(bytes) end))
    assert(Compression.gunzip(Compression.gzip(bytes), size) == Ok(bytes))
    assert(Compression.inflate(Compression.deflate(bytes), size) == Ok(bytes))
    println("${size}: ${List.all(packed, fn one -> Bytes.length(one) < 400 end)}")
    if size > 0 do
      println(shown(Compression.unzstd(List.get(packed, 0), size - 1)))
      println(shown(Compression.gunzip(Compression.gzip(bytes), size - 1)))
      println(shown(Compression.inflate(Compression.deflate(bytes), size - 1)))
    end
  end
  # A bomb costs no more than its bound.
  let bomb = Compression.gzip(Bytes.repeat(0, 100000000))
  println("${Bytes.length(bomb) < 200000}: ${shown(Compression.gunzip(bomb, 1000000))}")
  # Several members, broken ones, none.
  let twice = Bytes.join([
    Compression.gzip(Bytes.from_string("one ")),
    Compression.gzip(Bytes.from_string("two"))
  ])
  println(shown(Compression.gunzip(twice, 7)))
  println(shown(Compression.gunzip(twice, 6)))
  println(shown(Compression.gunzip(Bytes.take(twice, Bytes.length(twice) - 1), 100)))
  println(shown(Compression.unzstd(Bytes.from_string("no zstd"), 100)))
  println(shown(Compression.inflate(Bytes.from_string("xyz"), 100)))
  println(shown(Compression.inflate(Bytes.empty(), 100)))
  println("${Result.map(Job.await(Job.async(fn -> Compression.zstd(Bytes.empty(), 20) end)), Bytes.length)}")
  println("${Crypto.sha1("abc")} ${Bytes.to_hex(Crypto.sha1_bytes(Bytes.empty()))}")
end
