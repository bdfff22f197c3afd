##! Base64.

## With the standard alphabet and padding.
##
## ```mesh
## assert_eq Base64.encode("hello"), "aGVsbG8="
## ```
@extern("mesh_base64_encode")
@pure
pub fn encode(text :: String) -> String

## The text; `Err` when it is malformed or not UTF-8.
##
## ```mesh
## assert_eq Base64.decode("aGVsbG8="), Ok("hello")
## ```
@extern("mesh_base64_decode")
@pure
pub fn decode(text :: String) -> Result<String, String>

## With the alphabet for URLs, without padding.
##
## ```mesh
## assert not String.contains(Base64.encode_url("??>>"), "/")
## ```
@extern("mesh_base64_encode_url")
@pure
pub fn encode_url(text :: String) -> String

## The text, written with or without padding; `Err` when it is malformed or not UTF-8.
##
## ```mesh
## assert_eq Base64.decode_url(Base64.encode_url("??>>")), Ok("??>>")
## ```
@extern("mesh_base64_decode_url")
@pure
pub fn decode_url(text :: String) -> Result<String, String>

## With the standard alphabet and padding.
##
## ```mesh
## assert_eq Base64.encode_bytes(Bytes.from_list([0, 0, 0])), "AAAA"
## ```
@extern("mesh_base64_encode_bytes")
@pure
pub fn encode_bytes(bytes :: Bytes) -> String

## The bytes; `Err` when it is malformed.
##
## ```mesh
## assert_eq Base64.decode_bytes("AAAA"), Ok(Bytes.from_list([0, 0, 0]))
## ```
@extern("mesh_base64_decode_bytes")
@pure
pub fn decode_bytes(text :: String) -> Result<Bytes, String>

## With the alphabet for URLs, without padding.
##
## ```mesh
## assert not String.contains(Base64.encode_url_bytes(Bytes.from_list([255, 255, 255])), "/")
## ```
@extern("mesh_base64_encode_url_bytes")
@pure
pub fn encode_url_bytes(bytes :: Bytes) -> String

## The bytes, written with or without padding; `Err` when it is malformed.
##
## ```mesh
## assert_eq Base64.decode_url_bytes("____"), Ok(Bytes.from_list([255, 255, 255]))
## ```
@extern("mesh_base64_decode_url_bytes")
@pure
pub fn decode_url_bytes(text :: String) -> Result<Bytes, String>
