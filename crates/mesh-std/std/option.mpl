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

## The value, or what `default` gives, which is asked only then.
pub fn unwrap_or_else<T>(option :: Option<T>, default :: Fun() -> T) -> T do
  case option do
    Some(value) -> value
    None -> default()
  end
end

## What `f` makes of the value, or the default.
pub fn map_or<T, U>(option :: Option<T>, default :: U, f :: Fun(T) -> U) -> U do
  case option do
    Some(value) -> f(value)
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
pub fn or<T>(option :: Option<T>, other :: Option<T>) -> Option<T> do
  case option do
    Some(_) -> option
    None -> other
  end
end

## The option when it has a value, or what `other` gives, which is asked only then.
pub fn or_else<T>(option :: Option<T>, other :: Fun() -> Option<T>) -> Option<T> do
  case option do
    Some(_) -> option
    None -> other()
  end
end

## The value. Crashes with this text when there is none.
pub fn expect<T>(option :: Option<T>, message :: String) -> T do
  case option do
    Some(value) -> value
    None -> panic(message)
  end
end

## Both values, if there are both.
pub fn zip<T, U>(left :: Option<T>, right :: Option<U>) -> Option<(T, U)> do
  case (left, right) do
    (Some(a), Some(b)) -> Some((a, b))
    _ -> None
  end
end

## The inner option, if there is one.
pub fn flatten<T>(option :: Option<Option<T>>) -> Option<T> do
  case option do
    Some(inner) -> inner
    None -> None
  end
end

## Calls `f` with the value, if there is one.
pub fn each<T>(option :: Option<T>, f :: Fun(T) -> ()) -> () do
  case option do
    Some(value) -> f(value)
    None -> ()
  end
end

## A list of the value, or an empty one.
pub fn to_list<T>(option :: Option<T>) -> List<T> do
  case option do
    Some(value) -> [value]
    None -> []
  end
end

## The values that are there.
pub fn values<T>(options :: List<Option<T>>) -> List<T> do
  reduce(options, [], fn done, option ->
    case option do
      Some(value) -> list_append(done, value)
      None -> done
    end
  end)
end

## All values, if all are there.
pub fn all<T>(options :: List<Option<T>>) -> Option<List<T>> do
  let done = values(options)
  if list_length(done) == list_length(options) do Some(done) else None end
end

## `Ok` of the value, or `Err` of the error.
pub fn ok_or<T, E>(option :: Option<T>, error :: E) -> Result<T, E> do
  case option do
    Some(value) -> Ok(value)
    None -> Err(error)
  end
end

## `Ok` of the value, or `Err` of what `error` gives, which is asked only then.
pub fn ok_or_else<T, E>(option :: Option<T>, error :: Fun() -> E) -> Result<T, E> do
  case option do
    Some(value) -> Ok(value)
    None -> Err(error())
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
