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

## The value, or what `f` makes of the error.
pub fn unwrap_or_else<T, E>(result :: Result<T, E>, f :: Fun(E) -> T) -> T do
  case result do
    Ok(value) -> value
    Err(error) -> f(error)
  end
end

## The value, or what `f` makes of the error: another way to it, or another error.
pub fn or_else<T, E, F>(result :: Result<T, E>, f :: Fun(E) -> Result<T, F>) -> Result<T, F> do
  case result do
    Ok(value) -> Ok(value)
    Err(error) -> f(error)
  end
end

## What `f` makes of the value, or the default.
pub fn map_or<T, U, E>(result :: Result<T, E>, default :: U, f :: Fun(T) -> U) -> U do
  case result do
    Ok(value) -> f(value)
    Err(_) -> default
  end
end

## The value. Crashes with this text and the error when there is none.
pub fn expect<T, E>(result :: Result<T, E>, message :: String) -> T where E: Debug do
  case result do
    Ok(value) -> value
    Err(error) -> panic("${message}: ${error.inspect()}")
  end
end

## The error. Crashes when there is a value.
pub fn unwrap_err<T, E>(result :: Result<T, E>) -> E where T: Debug do
  case result do
    Ok(value) -> panic("unwrap_err of Ok(${value.inspect()})")
    Err(error) -> error
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

## The error, if there is one.
pub fn err<T, E>(result :: Result<T, E>) -> Option<E> do
  case result do
    Ok(_) -> None
    Err(error) -> Some(error)
  end
end

## The inner result, if there is one.
pub fn flatten<T, E>(result :: Result<Result<T, E>, E>) -> Result<T, E> do
  case result do
    Ok(inner) -> inner
    Err(error) -> Err(error)
  end
end

## The values that are there.
pub fn values<T, E>(results :: List<Result<T, E>>) -> List<T> do
  let (found, _) = partition(results)
  found
end

## All values, or the first error.
pub fn all<T, E>(results :: List<Result<T, E>>) -> Result<List<T>, E> do
  let done = for result in results do
    result?
  end
  Ok(done)
end

## All values, and all errors.
pub fn partition<T, E>(results :: List<Result<T, E>>) -> (List<T>, List<E>) do
  reduce(results, ([], []), fn (found, errors), result ->
    case result do
      Ok(value) -> (list_append(found, value), errors)
      Err(error) -> (found, list_append(errors, error))
    end
  end)
end
