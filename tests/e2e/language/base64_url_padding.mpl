# URL-safe Base64 is written without padding, as tokens have it, and read with or without.
fn main() do
  for text in ["", "h", "he", "hel", "hello", "hello?>"] do
    let encoded = Base64.encode_url(text)
    println("${encoded} ${Base64.decode_url(encoded) == Ok(text)} ${Base64.encode_url_bytes(Bytes.from_string(text)) == encoded}")
  end
  println("${Base64.decode_url("aGVsbG8=")} ${Base64.encode("hello")} ${Base64.decode("aGVsbG8=")}")
end
