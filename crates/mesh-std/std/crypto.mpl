##! Hashes, random identifiers, comparisons that take equal time.

## SHA-1 of the text's bytes, in lower-case hex: for protocols that name things so. It protects nothing: others can make texts that
## have the same.
##
## ```mesh
## assert_eq Crypto.sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d"
## ```
@extern("mesh_crypto_sha1")
@pure
pub fn sha1(text :: String) -> String

## SHA-256 of the text's bytes, in lower-case hex.
##
## ```mesh
## assert_eq Crypto.sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
## ```
@extern("mesh_crypto_sha256")
@pure
pub fn sha256(text :: String) -> String

## SHA-512 of the text's bytes, in lower-case hex.
##
## ```mesh
## assert String.starts_with(Crypto.sha512("abc"), "ddaf35a193617aba")
## ```
@extern("mesh_crypto_sha512")
@pure
pub fn sha512(text :: String) -> String

## HMAC with SHA-256, in lower-case hex.
##
## ```mesh
## assert Crypto.hmac_sha256("key", "a") != Crypto.hmac_sha256("key", "b")
## ```
@extern("mesh_crypto_hmac_sha256")
@pure
pub fn hmac_sha256(key :: String, message :: String) -> String

## HMAC with SHA-512, in lower-case hex.
##
## ```mesh
## assert_eq String.length(Crypto.hmac_sha512("key", "a")), 128
## ```
@extern("mesh_crypto_hmac_sha512")
@pure
pub fn hmac_sha512(key :: String, message :: String) -> String

## Whether the texts are the same; the time does not tell where they differ.
##
## ```mesh
## assert Crypto.secure_compare("token", "token")
## assert not Crypto.secure_compare("token", "taken")
## ```
@extern("mesh_crypto_secure_compare")
@pure
pub fn secure_compare(left :: String, right :: String) -> Bool

## A random UUID, version 4.
##
## ```mesh
## assert_eq String.length(Crypto.uuid4()), 36
## ```
@extern("mesh_crypto_uuid4")
@reads
pub fn uuid4() -> String

## A UUID that begins with the time, version 7.
##
## ```mesh
## assert Crypto.uuid7() != Crypto.uuid7()
## ```
@extern("mesh_crypto_uuid7")
@reads
pub fn uuid7() -> String

## So many random bytes, in lower-case hex.
##
## ```mesh
## assert_eq String.length(Crypto.random_hex(8)), 16
## ```
@extern("mesh_crypto_random_hex")
@reads
pub fn random_hex(bytes :: Int) -> String

## A password's argon2id hash, in the PHC text form.
##
## ```mesh
## assert String.starts_with(Crypto.hash_password("secret"), "$argon2id$")
## ```
@extern("mesh_crypto_hash_password")
@reads
pub fn hash_password(password :: String) -> String

## Whether the password belongs to the hash. Crashes where the hash asks for more than 8 GiB of memory in all its passes, or for more than
## there is: that would keep a thread for longer than anybody waits.
##
## ```mesh
## let hash = Crypto.hash_password("secret")
## assert Crypto.verify_password("secret", hash)
## assert not Crypto.verify_password("guess", hash)
## ```
@extern("mesh_crypto_verify_password")
@reads
pub fn verify_password(password :: String, hash :: String) -> Bool

## SHA-1 of the bytes: 20 bytes. See `sha1`.
##
## ```mesh
## assert_eq Bytes.length(Crypto.sha1_bytes(Bytes.from_string("abc"))), 20
## ```
@extern("mesh_crypto_sha1_bytes")
@pure
pub fn sha1_bytes(bytes :: Bytes) -> Bytes

## SHA-256 of the bytes: 32 bytes.
##
## ```mesh
## assert_eq Bytes.to_hex(Crypto.sha256_bytes(Bytes.from_string("abc"))), Crypto.sha256("abc")
## ```
@extern("mesh_crypto_sha256_bytes")
@pure
pub fn sha256_bytes(bytes :: Bytes) -> Bytes

## SHA-512 of the bytes: 64 bytes.
##
## ```mesh
## assert_eq Bytes.length(Crypto.sha512_bytes(Bytes.from_string("abc"))), 64
## ```
@extern("mesh_crypto_sha512_bytes")
@pure
pub fn sha512_bytes(bytes :: Bytes) -> Bytes

## HMAC with SHA-256: 32 bytes.
##
## ```mesh
## let bytes = Crypto.hmac_sha256_bytes(Bytes.from_string("key"), Bytes.from_string("a"))
## assert_eq Bytes.to_hex(bytes), Crypto.hmac_sha256("key", "a")
## ```
@extern("mesh_crypto_hmac_sha256_bytes")
@pure
pub fn hmac_sha256_bytes(key :: Bytes, message :: Bytes) -> Bytes

## So many random bytes.
##
## ```mesh
## assert_eq Bytes.length(Crypto.random_bytes(16)), 16
## ```
@extern("mesh_crypto_random_bytes")
@reads
pub fn random_bytes(count :: Int) -> Bytes

## Whether the bytes are the same; the time does not tell where they differ.
##
## ```mesh
## assert Crypto.secure_compare_bytes(Bytes.from_list([1]), Bytes.from_list([1]))
## ```
@extern("mesh_crypto_secure_compare_bytes")
@pure
pub fn secure_compare_bytes(left :: Bytes, right :: Bytes) -> Bool
