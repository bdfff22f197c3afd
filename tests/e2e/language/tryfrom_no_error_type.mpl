# What `try_from` gives says what `Error` is; it may also be written.
struct Positive do
  value :: Int
end

impl TryFrom<Int> for Positive do
  fn try_from(n :: Int) -> Result<Positive, String> do
    if n > 0 do
      Ok(Positive { value: n })
    else
      Err("no")
    end
  end
end

type TooLong do
  TooLong(Int)
end

struct Name do
  text :: String
end

impl TryFrom<String> for Name do
  fn try_from(text :: String) -> Name!TooLong do
    if String.length(text) > 3 do Err(TooLong(String.length(text))) else Ok(Name { text: text }) end
  end
end

struct Even do
  half :: Int
end

impl TryFrom<Int> for Even do
  type Error = Int

  fn try_from(n :: Int) -> Result<Even, Self.Error> do
    if n % 2 == 0 do Ok(Even { half: n / 2 }) else Err(n) end
  end
end

fn show(r :: Positive!String) do
  case r do
    Ok(p) -> println("${p.value}")
    Err(e) -> println("error: ${e}")
  end
end

fn half(n :: Int) -> Int!Int do
  let even :: Even = Even.try_from(n)?
  Ok(even.half)
end

fn main() do
  show(Positive.try_from(42))
  show(Positive.try_from(-1))
  let short :: Result<Name, TooLong> = "abc".try_into()
  let long :: Result<Name, TooLong> = "abcd".try_into()
  println("${inspect(short)} ${inspect(long)}")
  println("${half(4)} ${half(5)}")
end
