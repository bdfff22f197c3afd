##! Files.

## The whole file as text.
@extern("mesh_file_read")
pub fn read(path :: String) -> Result<String, String>

## Creates or replaces the file.
@extern("mesh_file_write")
pub fn write(path :: String, text :: String) -> Result<(), String>

## Creates the file or adds to its end.
@extern("mesh_file_append")
pub fn append(path :: String, text :: String) -> Result<(), String>

## Removes the file.
@extern("mesh_file_delete")
pub fn delete(path :: String) -> Result<(), String>

## Whether the path exists.
@extern("mesh_file_exists")
pub fn exists(path :: String) -> Bool

## The whole file as it is.
@extern("mesh_file_read_bytes")
pub fn read_bytes(path :: String) -> Result<Bytes, String>

## Creates or replaces the file.
@extern("mesh_file_write_bytes")
pub fn write_bytes(path :: String, bytes :: Bytes) -> Result<(), String>

## Creates the file or adds to its end.
@extern("mesh_file_append_bytes")
pub fn append_bytes(path :: String, bytes :: Bytes) -> Result<(), String>
