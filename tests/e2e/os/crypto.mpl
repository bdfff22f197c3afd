fn main() do
  println(Crypto.sha256("abc"))
  println(Crypto.hmac_sha256("key", "message"))
  println("${Crypto.secure_compare("a", "a")} ${Crypto.secure_compare("a", "b")}")
  println("${Base64.encode("hello?>")} ${Base64.decode("aGVsbG8/Pg==")} ${Base64.encode_url("hello?>")}")
  println("${Hex.encode("Az")} ${Hex.decode("417A")}")
  println("${String.length(Crypto.uuid4())}")
end
