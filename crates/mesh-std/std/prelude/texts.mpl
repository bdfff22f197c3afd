# Text and bytes.

# ---- String -----------------------------------------------------------------------------------------------------

## Two texts, one after the other; in place when nobody else holds the first.
##
## ```mesh
## assert_eq string_concat("ab", "c"), "ab" <> "c"
## ```
@extern("%string_append")
pub fn string_concat(left :: String, right :: String) -> String

## Whether the texts are the same.
##
## ```mesh
## assert string_eq("ab", "a" <> "b")
## ```
@extern("mesh_string_eq")
@pure
pub fn string_eq(left :: String, right :: String) -> Bool

## A number by which a match with many texts finds the one to compare with.
##
## ```mesh
## assert_eq string_case_hash("ab"), string_case_hash("a" <> "b")
## ```
@extern("mesh_string_case_hash")
@pure
pub fn string_case_hash(text :: String) -> Int

impl Eq for String do
  fn eq(self, other :: String) -> Bool = string_eq(self, other)
end

impl Ord for String do
  @extern("mesh_string_lt")
  @pure
  fn lt(self, other :: String) -> Bool

  fn compare(self, other :: String) -> Ordering do
    let order = string_order(self, other)
    if order < 0 do
      Less
    else if order > 0 do
      Greater
    else
      Equal
    end
  end
end

# A negative number, zero or a positive one.
@extern("mesh_string_compare")
@pure
fn string_order(left :: String, right :: String) -> Int

impl Hash for String do
  @extern("mesh_string_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for String do
  fn to_string(self) -> String = self
end

impl Debug for String do
  @extern("mesh_string_inspect")
  @pure
  fn inspect(self) -> String
end

impl Default for String do
  fn default() -> String = ""
end

# ---- Bytes ------------------------------------------------------------------------------------------------------

@extern("mesh_bytes_eq")
@pure
fn bytes_eq(left :: Bytes, right :: Bytes) -> Bool

impl Eq for Bytes do
  fn eq(self, other :: Bytes) -> Bool = bytes_eq(self, other)
end

# Byte by byte; what the other begins with is less.
impl Ord for Bytes do
  @extern("mesh_bytes_lt")
  @pure
  fn lt(self, other :: Bytes) -> Bool
end

impl Hash for Bytes do
  @extern("mesh_bytes_hash")
  @pure
  fn hash(self) -> Int
end

impl Debug for Bytes do
  @extern("mesh_bytes_inspect")
  @pure
  fn inspect(self) -> String
end

impl Default for Bytes do
  fn default() -> Bytes = bytes_of("")
end

@extern("mesh_bytes_from_string")
@pure
fn bytes_of(text :: String) -> Bytes

# ---- String from others -----------------------------------------------------------------------------------------

impl From<Int> for String do
  fn from(value :: Int) -> String = value.to_string()
end

impl From<Float> for String do
  fn from(value :: Float) -> String = value.to_string()
end

impl From<Bool> for String do
  fn from(value :: Bool) -> String = value.to_string()
end
