##! Values that may be absent.

## Applies `f` to the value, if there is one.
pub fn map<T, U>(option :: Option<T>, f :: Fun(T) -> U) -> Option<U> do
  case option do
    Some(value) -> Some(f(value))
    None -> None
  end
end

## What `f` gives for the value, if there is one.
pub fn and_then<T, U>(option :: Option<T>, f :: Fun(T) -> Option<U>) -> Option<U> do
  case option do
    Some(value) -> f(value)
    None -> None
  end
end

## The value if `keep` is true for it.
pub fn filter<T>(option :: Option<T>, keep :: Fun(T) -> Bool) -> Option<T> do
  case option do
    Some(value) -> if keep(value) do option else None end
    None -> None
  end
end

## The value, or the default.
pub fn unwrap_or<T>(option :: Option<T>, default :: T) -> T do
  case option do
    Some(value) -> value
    None -> default
  end
end

## The value. Crashes when there is none.
pub fn unwrap<T>(option :: Option<T>) -> T do
  case option do
    Some(value) -> value
    None -> panic("unwrap of None")
  end
end

## The first that has a value.
pub fn or_else<T>(option :: Option<T>, other :: Option<T>) -> Option<T> do
  case option do
    Some(_) -> option
    None -> other
  end
end

## `Ok` of the value, or `Err` of the error.
pub fn ok_or<T, E>(option :: Option<T>, error :: E) -> Result<T, E> do
  case option do
    Some(value) -> Ok(value)
    None -> Err(error)
  end
end

## Whether there is a value.
pub fn is_some<T>(option :: Option<T>) -> Bool do
  case option do
    Some(_) -> true
    None -> false
  end
end

## Whether there is no value.
pub fn is_none<T>(option :: Option<T>) -> Bool = not is_some(option)
