# How values compare, what may be absent, what may fail.

## How two values compare.
##
## ```mesh
## assert_eq compare(1, 2), Less
## assert_eq compare("b", "a"), Greater
## ```
pub fn compare<T>(left :: T, right :: T) -> Ordering where T: Ord do
  left.compare(right)
end

## Whether it is `Less`.
##
## ```mesh
## assert is_less(compare("a", "b"))
## ```
pub fn is_less(order :: Ordering) -> Bool do
  case order do
    Less -> true
    _ -> false
  end
end

## Whether it is not `Equal`.
##
## ```mesh
## assert is_decided(compare(1, 2))
## assert not is_decided(compare(2, 2))
## ```
pub fn is_decided(order :: Ordering) -> Bool do
  case order do
    Equal -> false
    _ -> true
  end
end

impl Eq for Ordering do
  fn eq(self, other :: Ordering) -> Bool do
    case (self, other) do
      (Less, Less) -> true
      (Equal, Equal) -> true
      (Greater, Greater) -> true
      _ -> false
    end
  end
end

impl Ord for Ordering do
  fn lt(self, other :: Ordering) -> Bool = ordering_rank(self) < ordering_rank(other)
end

impl Hash for Ordering do
  fn hash(self) -> Int = ordering_rank(self)
end

fn ordering_rank(ordering :: Ordering) -> Int do
  case ordering do
    Less -> 0
    Equal -> 1
    Greater -> 2
  end
end

impl Display for Ordering do
  fn to_string(self) -> String do
    case self do
      Less -> "Less"
      Equal -> "Equal"
      Greater -> "Greater"
    end
  end
end

impl Debug for Ordering do
  fn inspect(self) -> String = self.to_string()
end

impl Eq for Option<T> where T: Eq do
  fn eq(self, other :: Option<T>) -> Bool do
    case (self, other) do
      (Some(a), Some(b)) -> a == b
      (None, None) -> true
      _ -> false
    end
  end
end

impl Ord for Option<T> where T: Ord do
  fn lt(self, other :: Option<T>) -> Bool = is_less(self.compare(other))

  fn compare(self, other :: Option<T>) -> Ordering do
    case (self, other) do
      (Some(a), Some(b)) -> a.compare(b)
      (Some(_), None) -> Less
      (None, Some(_)) -> Greater
      (None, None) -> Equal
    end
  end
end

impl Hash for Option<T> where T: Hash do
  fn hash(self) -> Int do
    case self do
      Some(value) -> hash_mix(1, value.hash())
      None -> 0
    end
  end
end

impl Display for Option<T> where T: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    case self do
      Some(value) -> value.append_string(text <> "Some(") <> ")"
      None -> text <> "None"
    end
  end
end

impl Debug for Option<T> where T: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    case self do
      Some(value) -> value.append_inspect(text <> "Some(") <> ")"
      None -> text <> "None"
    end
  end
end

impl Default for Option<T> do
  fn default() -> Option<T> = None
end

impl Eq for Result<T, E> where T: Eq, E: Eq do
  fn eq(self, other :: Result<T, E>) -> Bool do
    case (self, other) do
      (Ok(a), Ok(b)) -> a == b
      (Err(a), Err(b)) -> a == b
      _ -> false
    end
  end
end

impl Ord for Result<T, E> where T: Ord, E: Ord do
  fn lt(self, other :: Result<T, E>) -> Bool = is_less(self.compare(other))

  fn compare(self, other :: Result<T, E>) -> Ordering do
    case (self, other) do
      (Ok(a), Ok(b)) -> a.compare(b)
      (Err(a), Err(b)) -> a.compare(b)
      (Ok(_), Err(_)) -> Less
      (Err(_), Ok(_)) -> Greater
    end
  end
end

impl Hash for Result<T, E> where T: Hash, E: Hash do
  fn hash(self) -> Int do
    case self do
      Ok(value) -> hash_mix(0, value.hash())
      Err(error) -> hash_mix(1, error.hash())
    end
  end
end

impl Display for Result<T, E> where T: Display, E: Display do
  fn to_string(self) -> String = self.append_string("")

  fn append_string(self, text :: String) -> String do
    case self do
      Ok(value) -> value.append_string(text <> "Ok(") <> ")"
      Err(error) -> error.append_string(text <> "Err(") <> ")"
    end
  end
end

impl Debug for Result<T, E> where T: Debug, E: Debug do
  fn inspect(self) -> String = self.append_inspect("")

  fn append_inspect(self, text :: String) -> String do
    case self do
      Ok(value) -> value.append_inspect(text <> "Ok(") <> ")"
      Err(error) -> error.append_inspect(text <> "Err(") <> ")"
    end
  end
end

## One hash number from two; the order matters.
##
## ```mesh
## assert hash_mix(1, 2) != hash_mix(2, 1)
## ```
@extern("mesh_hash_mix")
@pure
pub fn hash_mix(left :: Int, right :: Int) -> Int
