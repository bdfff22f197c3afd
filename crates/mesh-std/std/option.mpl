##! Values that may be absent.

## Applies `f` to the value, if there is one.
##
## ```mesh
## assert_eq Option.map(Some(2), fn n -> n * 2 end), Some(4)
## ```
pub fn map<T, U>(option :: Option<T>, f :: Fun(T) -> U) -> Option<U> do
  case option do
    Some(value) -> Some(f(value))
    None -> None
  end
end

## What `f` gives for the value, if there is one.
##
## ```mesh
## assert_eq Option.and_then(Some("7"), fn text -> String.to_int(text) end), Some(7)
## ```
pub fn and_then<T, U>(option :: Option<T>, f :: Fun(T) -> Option<U>) -> Option<U> do
  case option do
    Some(value) -> f(value)
    None -> None
  end
end

## The value if `keep` is true for it.
##
## ```mesh
## assert_eq Option.filter(Some(3), fn n -> n > 5 end), None
## ```
pub fn filter<T>(option :: Option<T>, keep :: Fun(T) -> Bool) -> Option<T> do
  case option do
    Some(value) -> if keep(value) do option else None end
    None -> None
  end
end

## The value, or the default.
##
## ```mesh
## assert_eq Option.unwrap_or(None, 1), 1
## ```
pub fn unwrap_or<T>(option :: Option<T>, default :: T) -> T do
  case option do
    Some(value) -> value
    None -> default
  end
end

## The value, or what `default` gives, which is asked only then.
##
## ```mesh
## assert_eq Option.unwrap_or_else(None, fn -> 1 end), 1
## ```
pub fn unwrap_or_else<T>(option :: Option<T>, default :: Fun() -> T) -> T do
  case option do
    Some(value) -> value
    None -> default()
  end
end

## What `f` makes of the value, or the default.
##
## ```mesh
## assert_eq Option.map_or(Some(2), 0, fn n -> n * 2 end), 4
## ```
pub fn map_or<T, U>(option :: Option<T>, default :: U, f :: Fun(T) -> U) -> U do
  case option do
    Some(value) -> f(value)
    None -> default
  end
end

## The value. Crashes when there is none.
##
## ```mesh
## assert_eq Option.unwrap(Some(1)), 1
## ```
pub fn unwrap<T>(option :: Option<T>) -> T do
  case option do
    Some(value) -> value
    None -> panic("unwrap of None")
  end
end

## The first that has a value.
##
## ```mesh
## assert_eq Option.or(None, Some(2)), Some(2)
## ```
pub fn or<T>(option :: Option<T>, other :: Option<T>) -> Option<T> do
  case option do
    Some(_) -> option
    None -> other
  end
end

## The option when it has a value, or what `other` gives, which is asked only then.
##
## ```mesh
## assert_eq Option.or_else(Some(1), fn -> panic("never asked") end), Some(1)
## ```
pub fn or_else<T>(option :: Option<T>, other :: Fun() -> Option<T>) -> Option<T> do
  case option do
    Some(_) -> option
    None -> other()
  end
end

## The value. Crashes with this text when there is none.
##
## ```mesh
## assert_raises fn -> Option.expect(String.to_int("x"), "a number is needed") end, "a number is needed"
## ```
pub fn expect<T>(option :: Option<T>, message :: String) -> T do
  case option do
    Some(value) -> value
    None -> panic(message)
  end
end

## Both values, if there are both.
##
## ```mesh
## assert_eq Option.zip(Some(1), Some("a")), Some((1, "a"))
## ```
pub fn zip<T, U>(left :: Option<T>, right :: Option<U>) -> Option<(T, U)> do
  case (left, right) do
    (Some(a), Some(b)) -> Some((a, b))
    _ -> None
  end
end

## The inner option, if there is one.
##
## ```mesh
## assert_eq Option.flatten(Some(Some(1))), Some(1)
## ```
pub fn flatten<T>(option :: Option<Option<T>>) -> Option<T> do
  case option do
    Some(inner) -> inner
    None -> None
  end
end

## Calls `f` with the value, if there is one.
##
## ```mesh
## Option.each(Some(1), fn n -> println("${n}") end)
## ```
pub fn each<T>(option :: Option<T>, f :: Fun(T) -> ()) -> () do
  case option do
    Some(value) -> f(value)
    None -> ()
  end
end

## A list of the value, or an empty one.
##
## ```mesh
## assert_eq Option.to_list(Some(1)), [1]
## ```
pub fn to_list<T>(option :: Option<T>) -> List<T> do
  case option do
    Some(value) -> [value]
    None -> []
  end
end

## The values that are there.
##
## ```mesh
## assert_eq Option.values([Some(1), None, Some(3)]), [1, 3]
## ```
pub fn values<T>(options :: List<Option<T>>) -> List<T> do
  reduce(options, [], fn done, option ->
    case option do
      Some(value) -> list_append(done, value)
      None -> done
    end
  end)
end

## All values, if all are there.
##
## ```mesh
## assert_eq Option.all([Some(1), Some(2)]), Some([1, 2])
## assert_eq Option.all([Some(1), None]), None
## ```
pub fn all<T>(options :: List<Option<T>>) -> Option<List<T>> do
  let done = values(options)
  if list_length(done) == list_length(options) do Some(done) else None end
end

## `Ok` of the value, or `Err` of the error.
##
## ```mesh
## let missing :: Option<Int> = None
## assert_eq Option.ok_or(missing, "missing"), Err("missing")
## ```
pub fn ok_or<T, E>(option :: Option<T>, error :: E) -> Result<T, E> do
  case option do
    Some(value) -> Ok(value)
    None -> Err(error)
  end
end

## `Ok` of the value, or `Err` of what `error` gives, which is asked only then.
##
## ```mesh
## let found :: Result<Int, String> = Option.ok_or_else(Some(1), fn -> "missing" end)
## assert_eq found, Ok(1)
## ```
pub fn ok_or_else<T, E>(option :: Option<T>, error :: Fun() -> E) -> Result<T, E> do
  case option do
    Some(value) -> Ok(value)
    None -> Err(error())
  end
end

## Whether there is a value.
##
## ```mesh
## assert Option.is_some(Some(1))
## ```
pub fn is_some<T>(option :: Option<T>) -> Bool do
  case option do
    Some(_) -> true
    None -> false
  end
end

## Whether there is no value.
##
## ```mesh
## assert not Option.is_none(Some(1))
## ```
pub fn is_none<T>(option :: Option<T>) -> Bool = not is_some(option)
