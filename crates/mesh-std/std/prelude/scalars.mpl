# Values without parts: what the traits mean for them.

# ---- Int --------------------------------------------------------------------------------------------------------

impl Add for Int do
  type Output = Int
  @extern("%int_add")
  fn add(self, other :: Int) -> Int
end

impl Sub for Int do
  type Output = Int
  @extern("%int_sub")
  fn sub(self, other :: Int) -> Int
end

impl Mul for Int do
  type Output = Int
  @extern("%int_mul")
  fn mul(self, other :: Int) -> Int
end

impl Div for Int do
  type Output = Int
  @extern("%int_div")
  fn div(self, other :: Int) -> Int
end

impl Mod for Int do
  type Output = Int
  @extern("%int_mod")
  fn mod(self, other :: Int) -> Int
end

impl Neg for Int do
  type Output = Int
  @extern("%int_neg")
  fn neg(self) -> Int
end

impl Eq for Int do
  @extern("%int_eq")
  fn eq(self, other :: Int) -> Bool
end

impl Ord for Int do
  @extern("%int_lt")
  fn lt(self, other :: Int) -> Bool
  @extern("%int_le")
  fn le(self, other :: Int) -> Bool
  fn sort_all(list :: List<Int>) -> List<Int> = sort_ints(list)
end

@extern("mesh_list_sort_ints")
@pure
@owned(list)
fn sort_ints(list :: List<Int>) -> List<Int>

impl Hash for Int do
  @extern("mesh_int_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Int do
  @extern("mesh_int_to_string")
  @pure
  fn to_string(self) -> String
  fn append_string(self, text :: String) -> String = append_int(text, self)
end

## A text with a number behind it.
##
## ```mesh
## assert_eq append_int("n = ", 5), "n = 5"
## ```
@extern("mesh_string_append_int")
@pure
@owned(text)
pub fn append_int(text :: String, value :: Int) -> String

impl Debug for Int do
  fn inspect(self) -> String = self.to_string()
  fn append_inspect(self, text :: String) -> String = append_int(text, self)
end

impl Default for Int do
  fn default() -> Int = 0
end

# ---- Float ------------------------------------------------------------------------------------------------------

impl Add for Float do
  type Output = Float
  @extern("%float_add")
  fn add(self, other :: Float) -> Float
end

impl Sub for Float do
  type Output = Float
  @extern("%float_sub")
  fn sub(self, other :: Float) -> Float
end

impl Mul for Float do
  type Output = Float
  @extern("%float_mul")
  fn mul(self, other :: Float) -> Float
end

impl Div for Float do
  type Output = Float
  @extern("%float_div")
  fn div(self, other :: Float) -> Float
end

impl Mod for Float do
  type Output = Float
  @extern("%float_mod")
  fn mod(self, other :: Float) -> Float
end

impl Neg for Float do
  type Output = Float
  @extern("%float_neg")
  fn neg(self) -> Float
end

impl Eq for Float do
  @extern("%float_eq")
  fn eq(self, other :: Float) -> Bool
end

# All four comparisons are false when one side is NaN; `compare` has it behind all numbers.
impl Ord for Float do
  @extern("%float_lt")
  fn lt(self, other :: Float) -> Bool
  @extern("%float_le")
  fn le(self, other :: Float) -> Bool
  fn gt(self, other :: Float) -> Bool = other.lt(self)
  fn ge(self, other :: Float) -> Bool = other.le(self)

  fn compare(self, other :: Float) -> Ordering do
    if self < other do
      Less
    else if other < self do
      Greater
    else
      (self != self).compare(other != other)
    end
  end

  fn sort_all(list :: List<Float>) -> List<Float> = sort_floats(list)
end

@extern("mesh_list_sort_floats")
@pure
@owned(list)
fn sort_floats(list :: List<Float>) -> List<Float>

impl Hash for Float do
  @extern("mesh_float_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Float do
  @extern("mesh_float_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Float do
  fn inspect(self) -> String = self.to_string()
end

impl Default for Float do
  fn default() -> Float = 0.0
end

impl From<Int> for Float do
  @extern("%int_to_float")
  fn from(value :: Int) -> Float
end

# ---- Bool, unit, Atom -------------------------------------------------------------------------------------------

impl Not for Bool do
  @extern("%bool_not")
  fn not(self) -> Bool
end

impl Eq for Bool do
  @extern("%bool_eq")
  fn eq(self, other :: Bool) -> Bool
end

impl Ord for Bool do
  fn lt(self, other :: Bool) -> Bool = other and not self
end

impl Hash for Bool do
  fn hash(self) -> Int = if self do 1 else 0 end
end

impl Display for Bool do
  fn to_string(self) -> String = if self do "true" else "false" end
end

impl Debug for Bool do
  fn inspect(self) -> String = self.to_string()
end

impl Default for Bool do
  fn default() -> Bool = false
end

impl Eq for () do
  fn eq(self, _other :: ()) -> Bool = true
end

impl Ord for () do
  fn lt(self, _other :: ()) -> Bool = false
end

impl Display for () do
  fn to_string(self) -> String = "()"
end

impl Debug for () do
  fn inspect(self) -> String = "()"
end

impl Hash for () do
  fn hash(self) -> Int = 0
end

impl Default for () do
  fn default() -> () = ()
end

impl Eq for Atom do
  @extern("%atom_eq")
  fn eq(self, other :: Atom) -> Bool
end

impl Hash for Atom do
  fn hash(self) -> Int = self.to_string().hash()
end

impl Display for Atom do
  @extern("mesh_atom_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Atom do
  fn inspect(self) -> String = ":" <> self.to_string()
end

# ---- Pid --------------------------------------------------------------------------------------------------------

impl Eq for Pid<M> do
  @extern("%pid_eq")
  fn eq(self, other :: Pid<M>) -> Bool
end

impl Hash for Pid<M> do
  @extern("mesh_pid_hash")
  @pure
  fn hash(self) -> Int
end

impl Display for Pid<M> do
  @extern("mesh_pid_to_string")
  @pure
  fn to_string(self) -> String
end

impl Debug for Pid<M> do
  fn inspect(self) -> String = self.to_string()
end
