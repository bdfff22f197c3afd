##! Hashes, random identifiers, comparisons that take equal time.

## SHA-1 of the text's bytes, in lower-case hex: for protocols that name things so. It protects nothing: others can make texts that
## have the same.
@extern("mesh_crypto_sha1")
@pure
pub fn sha1(text :: String) -> String

## SHA-256 of the text's bytes, in lower-case hex.
@extern("mesh_crypto_sha256")
@pure
pub fn sha256(text :: String) -> String

## SHA-512 of the text's bytes, in lower-case hex.
@extern("mesh_crypto_sha512")
@pure
pub fn sha512(text :: String) -> String

## HMAC with SHA-256, in lower-case hex.
@extern("mesh_crypto_hmac_sha256")
@pure
pub fn hmac_sha256(key :: String, message :: String) -> String

## HMAC with SHA-512, in lower-case hex.
@extern("mesh_crypto_hmac_sha512")
@pure
pub fn hmac_sha512(key :: String, message :: String) -> String

## Whether the texts are the same; the time does not tell where they differ.
@extern("mesh_crypto_secure_compare")
@pure
pub fn secure_compare(left :: String, right :: String) -> Bool

## A random UUID, version 4.
@extern("mesh_crypto_uuid4")
pub fn uuid4() -> String

## A UUID that begins with the time, version 7.
@extern("mesh_crypto_uuid7")
pub fn uuid7() -> String

## So many random bytes, in lower-case hex.
@extern("mesh_crypto_random_hex")
pub fn random_hex(bytes :: Int) -> String

## A password's argon2id hash, in the PHC text form.
@extern("mesh_crypto_hash_password")
pub fn hash_password(password :: String) -> String

## Whether the password belongs to the hash.
@extern("mesh_crypto_verify_password")
pub fn verify_password(password :: String, hash :: String) -> Bool

## SHA-1 of the bytes: 20 bytes. See `sha1`.
@extern("mesh_crypto_sha1_bytes")
@pure
pub fn sha1_bytes(bytes :: Bytes) -> Bytes

## SHA-256 of the bytes: 32 bytes.
@extern("mesh_crypto_sha256_bytes")
@pure
pub fn sha256_bytes(bytes :: Bytes) -> Bytes

## SHA-512 of the bytes: 64 bytes.
@extern("mesh_crypto_sha512_bytes")
@pure
pub fn sha512_bytes(bytes :: Bytes) -> Bytes

## HMAC with SHA-256: 32 bytes.
@extern("mesh_crypto_hmac_sha256_bytes")
@pure
pub fn hmac_sha256_bytes(key :: Bytes, message :: Bytes) -> Bytes

## So many random bytes.
@extern("mesh_crypto_random_bytes")
pub fn random_bytes(count :: Int) -> Bytes

## Whether the bytes are the same; the time does not tell where they differ.
@extern("mesh_crypto_secure_compare_bytes")
@pure
pub fn secure_compare_bytes(left :: Bytes, right :: Bytes) -> Bool
