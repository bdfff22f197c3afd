##! Values of things that can fail.

## Applies `f` to the value, if there is one.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert_eq Result.map(found, fn n -> n * 2 end), Ok(4)
## ```
pub fn map<T, U, E>(result :: Result<T, E>, f :: Fun(T) -> U) -> Result<U, E> do
  case result do
    Ok(value) -> Ok(f(value))
    Err(error) -> Err(error)
  end
end

## Applies `f` to the error, if there is one.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert_eq Result.map_err(failed, fn why -> "it is ${why}" end), Err("it is gone")
## ```
pub fn map_err<T, E, F>(result :: Result<T, E>, f :: Fun(E) -> F) -> Result<T, F> do
  case result do
    Ok(value) -> Ok(value)
    Err(error) -> Err(f(error))
  end
end

## What `f` gives for the value, if there is one.
##
## ```mesh
## let text :: Result<String, String> = Ok("7")
## assert_eq Result.and_then(text, fn text -> Option.ok_or(String.to_int(text), "no number") end), Ok(7)
## ```
pub fn and_then<T, U, E>(result :: Result<T, E>, f :: Fun(T) -> Result<U, E>) -> Result<U, E> do
  case result do
    Ok(value) -> f(value)
    Err(error) -> Err(error)
  end
end

## The value, or the default.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert_eq Result.unwrap_or(failed, 0), 0
## ```
pub fn unwrap_or<T, E>(result :: Result<T, E>, default :: T) -> T do
  case result do
    Ok(value) -> value
    Err(_) -> default
  end
end

## The value, or what `f` makes of the error.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert_eq Result.unwrap_or_else(failed, fn why -> String.length(why) end), 4
## ```
pub fn unwrap_or_else<T, E>(result :: Result<T, E>, f :: Fun(E) -> T) -> T do
  case result do
    Ok(value) -> value
    Err(error) -> f(error)
  end
end

## The value, or what `f` makes of the error: another way to it, or another error.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## let mended :: Result<Int, String> = Result.or_else(failed, fn _ -> Ok(1) end)
## assert_eq mended, Ok(1)
## ```
pub fn or_else<T, E, F>(result :: Result<T, E>, f :: Fun(E) -> Result<T, F>) -> Result<T, F> do
  case result do
    Ok(value) -> Ok(value)
    Err(error) -> f(error)
  end
end

## What `f` makes of the value, or the default.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert_eq Result.map_or(found, 0, fn n -> n * 2 end), 4
## ```
pub fn map_or<T, U, E>(result :: Result<T, E>, default :: U, f :: Fun(T) -> U) -> U do
  case result do
    Ok(value) -> f(value)
    Err(_) -> default
  end
end

## The value. Crashes with this text and the error when there is none.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert_raises fn -> Result.expect(failed, "the file is needed") end, "the file is needed"
## ```
pub fn expect<T, E>(result :: Result<T, E>, message :: String) -> T where E: Debug do
  case result do
    Ok(value) -> value
    Err(error) -> panic("${message}: ${error.inspect()}")
  end
end

## The error. Crashes when there is a value.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert_eq Result.unwrap_err(failed), "gone"
## ```
pub fn unwrap_err<T, E>(result :: Result<T, E>) -> E where T: Debug do
  case result do
    Ok(value) -> panic("unwrap_err of Ok(${value.inspect()})")
    Err(error) -> error
  end
end

## The value. Crashes when there is none.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert_eq Result.unwrap(found), 2
## ```
pub fn unwrap<T, E>(result :: Result<T, E>) -> T where E: Debug do
  case result do
    Ok(value) -> value
    Err(error) -> panic("unwrap of Err(${error.inspect()})")
  end
end

## Whether there is a value.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert Result.is_ok(found)
## ```
pub fn is_ok<T, E>(result :: Result<T, E>) -> Bool do
  case result do
    Ok(_) -> true
    Err(_) -> false
  end
end

## Whether there is an error.
##
## ```mesh
## let failed :: Result<Int, String> = Err("gone")
## assert Result.is_err(failed)
## ```
pub fn is_err<T, E>(result :: Result<T, E>) -> Bool = not is_ok(result)

## The value, if there is one.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert_eq Result.ok(found), Some(2)
## ```
pub fn ok<T, E>(result :: Result<T, E>) -> Option<T> do
  case result do
    Ok(value) -> Some(value)
    Err(_) -> None
  end
end

## The error, if there is one.
##
## ```mesh
## let found :: Result<Int, String> = Ok(2)
## assert_eq Result.err(found), None
## ```
pub fn err<T, E>(result :: Result<T, E>) -> Option<E> do
  case result do
    Ok(_) -> None
    Err(error) -> Some(error)
  end
end

## The inner result, if there is one.
##
## ```mesh
## let found :: Result<Result<Int, String>, String> = Ok(Ok(2))
## assert_eq Result.flatten(found), Ok(2)
## ```
pub fn flatten<T, E>(result :: Result<Result<T, E>, E>) -> Result<T, E> do
  case result do
    Ok(inner) -> inner
    Err(error) -> Err(error)
  end
end

## The values that are there.
##
## ```mesh
## let results :: List<Result<Int, String>> = [Ok(1), Err("gone"), Ok(3)]
## assert_eq Result.values(results), [1, 3]
## ```
pub fn values<T, E>(results :: List<Result<T, E>>) -> List<T> do
  let (found, _) = partition(results)
  found
end

## All values, or the first error.
##
## ```mesh
## let results :: List<Result<Int, String>> = [Ok(1), Err("gone"), Err("late")]
## assert_eq Result.all(results), Err("gone")
## ```
pub fn all<T, E>(results :: List<Result<T, E>>) -> Result<List<T>, E> do
  let done = for result in results do
    result?
  end
  Ok(done)
end

## All values, and all errors.
##
## ```mesh
## let results :: List<Result<Int, String>> = [Ok(1), Err("gone"), Ok(3)]
## assert_eq Result.partition(results), ([1, 3], ["gone"])
## ```
pub fn partition<T, E>(results :: List<Result<T, E>>) -> (List<T>, List<E>) do
  reduce(results, ([], []), fn (found, errors), result ->
    case result do
      Ok(value) -> (list_append(found, value), errors)
      Err(error) -> (found, list_append(errors, error))
    end
  end)
end
