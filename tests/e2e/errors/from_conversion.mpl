type AppError do
  NotFound(String)
  Invalid(Int)
end

struct ParseError do
  position :: Int
end

impl From<ParseError> for AppError do
  fn from(e :: ParseError) -> AppError = Invalid(e.position)
end

fn parse(text :: String) -> Int!ParseError do
  case String.to_int(text) do
    Some(n) -> Ok(n)
    None -> Err(ParseError { position: String.length(text) })
  end
end

fn load(text :: String) -> Int!AppError do
  let n = parse(text)?
  if n == 0 do Err(NotFound("zero")) else Ok(n) end
end

fn show(r :: Int!AppError) -> String do
  case r do
    Ok(n) -> "ok ${n}"
    Err(NotFound(what)) -> "not found: ${what}"
    Err(Invalid(p)) -> "invalid at ${p}"
  end
end

fn main() do
  println(show(load("7")))
  println(show(load("0")))
  println(show(load("abc")))
end
