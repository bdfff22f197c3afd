# Test vectors of the standards, and text with bytes of every kind.
fn is_uuid(text :: String, version :: String) -> Bool do
  let shape =
    Regex.compile("^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
  Regex.is_match(Result.unwrap(shape), text)
end

fn sign(secret :: String, payload :: String) -> String =
  "${Base64.encode_url(payload)}.${Crypto.hmac_sha256(secret, payload)}"

fn verify(secret :: String, token :: String) -> Result<String, String> do
  let [body, signature] = String.split(token, ".") else
    return Err("malformed")
  end
  let payload = Base64.decode_url(body)?
  if Crypto.secure_compare(Crypto.hmac_sha256(secret, payload), signature) do
    Ok(payload)
  else
    Err("forged")
  end
end

fn main() do
  println(Crypto.sha256(""))
  println(Crypto.sha256("héllo"))
  println(Crypto.sha512("abc"))
  println(Crypto.hmac_sha256("Jefe", "what do ya want for nothing?"))
  println(Crypto.hmac_sha512("Jefe", "what do ya want for nothing?"))
  println("${Crypto.secure_compare("same", "same")} ${Crypto.secure_compare("same", "samE")} ${Crypto.secure_compare("short", "longer")} ${Crypto.secure_compare("", "")}")
  let id = Crypto.uuid4()
  println("${is_uuid(id, "4")} ${is_uuid(Crypto.uuid7(), "7")} ${id != Crypto.uuid4()} ${String.length(Crypto.random_hex(8))}")
  for text in ["", "f", "fo", "foo", "foob", "~~~???", "häß€"] do
    let encoded = Base64.encode(text)
    println("${encoded} ${Base64.encode_url(text)} ${Base64.decode(encoded) == Ok(text)} ${Hex.encode(text)} ${Hex.decode(Hex.encode(text)) == Ok(text)}")
  end
  println("${Result.is_err(Base64.decode("a"))} ${Result.is_err(Base64.decode("!!!!"))} ${Result.is_err(Base64.decode("//79"))} ${Result.is_err(Hex.decode("abc"))} ${Result.is_err(Hex.decode("zz"))} ${Hex.decode("4D4d")}")
  println("${Base64.decode_url("YQ")} ${Base64.decode_url("YQ==")} ${Base64.decode_url("YQ====")} ${Base64.decode_url("=")} ${Base64.decode_url("YWI=")}")
  let token = sign("k", "user=1")
  println("${verify("k", token)} ${verify("other", token)} ${verify("k", "x")} ${Result.is_err(verify("k", "?.?"))}")
  let hash = Crypto.hash_password("hunter2")
  println("${String.starts_with(hash, "$argon2id$")} ${Crypto.verify_password("hunter2", hash)} ${Crypto.verify_password("hunter3", hash)} ${Crypto.verify_password("x", "no hash")}")
end
