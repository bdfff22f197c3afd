# `?` in functions, closures and loops, for Option and Result, with conversion of errors.
type ConfigError do
  Missing(String)
  Malformed(String, String)
end deriving(Display, Eq)

type AppError do
  Config(ConfigError)
  Io(String)
end deriving(Display)

impl From<ConfigError> for AppError do
  fn from(e :: ConfigError) -> AppError = Config(e)
end

impl From<String> for AppError do
  fn from(text :: String) -> AppError = Io(text)
end

fn lookup(config :: Map<String, String>, key :: String) -> String!ConfigError do
  case Map.fetch(config, key) do
    Some(value) -> Ok(value)
    None -> Err(Missing(key))
  end
end

fn number(config :: Map<String, String>, key :: String) -> Int!ConfigError do
  let text = lookup(config, key)?
  case String.to_int(text) do
    Some(n) -> Ok(n)
    None -> Err(Malformed(key, text))
  end
end

fn checked(n :: Int) -> Int!String do
  if n > 100 do
    return Err("too much: ${n}")
  end
  Ok(n)
end

fn area(config :: Map<String, String>) -> Int!AppError do
  let width = number(config, "w")?
  let height = number(config, "h")?
  let product = checked(width * height)?
  Ok(product)
end

fn sum_all(config :: Map<String, String>, keys :: List<String>) -> Int!ConfigError do
  let numbers = for key in keys do
    number(config, key)?
  end
  Ok(List.reduce(numbers, 0, fn a, b -> a + b end))
end

fn middle(list :: List<Int>) -> Option<Int> do
  let first = List.first(list)?
  let last = List.final(list)?
  Some((first + last) / 2)
end

fn initials(names :: List<String>) -> Option<String> do
  let letters = List.map(names, fn name -> List.first(String.characters(name)) end)
  let found = for letter in letters do
    letter?
  end
  Some(String.join(found, "."))
end

fn parse_pair(text :: String) -> Option<(Int, Int)> do
  case String.split(text, ",") do
    [a, b] -> Some((String.to_int(a)?, String.to_int(b)?))
    _ -> None
  end
end

fn main() do
  let config = %{"w" => "6", "h" => "7", "bad" => "x1", "big" => "99"}
  println("${area(config)} ${area(%{"w" => "2"})} ${area(Map.put(config, "h", "99"))} ${area(Map.put(config, "w", "six"))}")
  println("${sum_all(config, ["w", "h", "big"])} ${sum_all(config, ["w", "bad", "none"])} ${sum_all(config, [])}")
  println("${middle([1, 5, 9])} ${middle([])} ${initials(["ann", "bob"])} ${initials(["ann", ""])}")
  println("${parse_pair("3,4")} ${parse_pair("3,x")} ${parse_pair("3")}")
  let halve = fn n :: Int -> if n % 2 == 0 do Ok(n / 2) else Err("odd ${n}") end end
  let quarter = fn n -> Ok(halve(halve(n)?)?) end
  println("${quarter(12)} ${quarter(10)} ${quarter(7)}")
  println("${number(config, "nope") == Err(Missing("nope"))}")
  let results = List.map(["w", "bad"], fn key -> Result.unwrap_or(number(config, key), -1) end)
  println("${results}")
end
