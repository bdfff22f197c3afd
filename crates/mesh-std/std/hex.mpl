##! Hexadecimal.

## Two lower-case digits for each byte.
@extern("mesh_hex_encode")
pub fn encode(text :: String) -> String

## The text; `Err` when it is malformed or not UTF-8.
@extern("mesh_hex_decode")
pub fn decode(text :: String) -> Result<String, String>

## Two lower-case digits for each byte.
@extern("mesh_hex_encode_bytes")
pub fn encode_bytes(bytes :: Bytes) -> String

## The bytes; `Err` when it is malformed.
@extern("mesh_hex_decode_bytes")
pub fn decode_bytes(text :: String) -> Result<Bytes, String>
