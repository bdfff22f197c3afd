##! Base64.

## With the standard alphabet and padding.
@extern("mesh_base64_encode")
pub fn encode(text :: String) -> String

## The text; `Err` when it is malformed or not UTF-8.
@extern("mesh_base64_decode")
pub fn decode(text :: String) -> Result<String, String>

## With the alphabet for URLs, without padding.
@extern("mesh_base64_encode_url")
pub fn encode_url(text :: String) -> String

## The text, written with or without padding; `Err` when it is malformed or not UTF-8.
@extern("mesh_base64_decode_url")
pub fn decode_url(text :: String) -> Result<String, String>

## With the standard alphabet and padding.
@extern("mesh_base64_encode_bytes")
pub fn encode_bytes(bytes :: Bytes) -> String

## The bytes; `Err` when it is malformed.
@extern("mesh_base64_decode_bytes")
pub fn decode_bytes(text :: String) -> Result<Bytes, String>

## With the alphabet for URLs, without padding.
@extern("mesh_base64_encode_url_bytes")
pub fn encode_url_bytes(bytes :: Bytes) -> String

## The bytes, written with or without padding; `Err` when it is malformed.
@extern("mesh_base64_decode_url_bytes")
pub fn decode_url_bytes(text :: String) -> Result<Bytes, String>
