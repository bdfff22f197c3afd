##! Hexadecimal.

## Two lower-case digits for each byte.
##
## ```mesh
## assert_eq Hex.encode("az"), "617a"
## ```
@extern("mesh_hex_encode")
@pure
pub fn encode(text :: String) -> String

## The text; `Err` when it is malformed or not UTF-8.
##
## ```mesh
## assert_eq Hex.decode("617A"), Ok("az")
## ```
@extern("mesh_hex_decode")
@pure
pub fn decode(text :: String) -> Result<String, String>

## Two lower-case digits for each byte.
##
## ```mesh
## assert_eq Hex.encode_bytes(Bytes.from_list([0, 255])), "00ff"
## ```
@extern("mesh_hex_encode_bytes")
@pure
pub fn encode_bytes(bytes :: Bytes) -> String

## The bytes; `Err` when it is malformed.
##
## ```mesh
## assert Result.is_err(Hex.decode_bytes("0g"))
## ```
@extern("mesh_hex_decode_bytes")
@pure
pub fn decode_bytes(text :: String) -> Result<Bytes, String>
