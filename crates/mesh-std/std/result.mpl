##! Values of things that can fail.

## Applies `f` to the value, if there is one.
pub fn map<T, U, E>(result :: Result<T, E>, f :: Fun(T) -> U) -> Result<U, E> do
  case result do
    Ok(value) -> Ok(f(value))
    Err(error) -> Err(error)
  end
end

## Applies `f` to the error, if there is one.
pub fn map_err<T, E, F>(result :: Result<T, E>, f :: Fun(E) -> F) -> Result<T, F> do
  case result do
    Ok(value) -> Ok(value)
    Err(error) -> Err(f(error))
  end
end

## What `f` gives for the value, if there is one.
pub fn and_then<T, U, E>(result :: Result<T, E>, f :: Fun(T) -> Result<U, E>) -> Result<U, E> do
  case result do
    Ok(value) -> f(value)
    Err(error) -> Err(error)
  end
end

## The value, or the default.
pub fn unwrap_or<T, E>(result :: Result<T, E>, default :: T) -> T do
  case result do
    Ok(value) -> value
    Err(_) -> default
  end
end

## The value. Crashes when there is none.
pub fn unwrap<T, E>(result :: Result<T, E>) -> T where E: Debug do
  case result do
    Ok(value) -> value
    Err(error) -> panic("unwrap of Err(${error.inspect()})")
  end
end

## Whether there is a value.
pub fn is_ok<T, E>(result :: Result<T, E>) -> Bool do
  case result do
    Ok(_) -> true
    Err(_) -> false
  end
end

## Whether there is an error.
pub fn is_err<T, E>(result :: Result<T, E>) -> Bool = not is_ok(result)

## The value, if there is one.
pub fn ok<T, E>(result :: Result<T, E>) -> Option<T> do
  case result do
    Ok(value) -> Some(value)
    Err(_) -> None
  end
end
