# A type may be made of several others, each with an error of its own.
struct Positive do
  value :: Int
end

type Wrong do
  Negative(Int)
end

impl TryFrom<Int> for Positive do
  fn try_from(n :: Int) -> Positive!Wrong =
    if n > 0 do Ok(Positive { value: n }) else Err(Negative(n)) end
end

impl TryFrom<String> for Positive do
  type Error = String

  fn try_from(text :: String) -> Positive!String do
    case String.to_int(text) do
      Some(n) -> Ok(Positive { value: n })
      None -> Err("no number: ${text}")
    end
  end
end

impl TryFrom<List<T>> for Positive do
  fn try_from(items :: List<T>) -> Result<Positive, (Int, String)> do
    if List.is_empty(items) do Err((0, "empty")) else Ok(Positive { value: List.length(items) }) end
  end
end

# The interface's argument decides which of the associated types is meant.
interface Scaled<By> do
  type Out
  fn scaled(self, by :: By) -> Self.Out
end

impl Scaled<Int> for Positive do
  type Out = Int
  fn scaled(self, by :: Int) -> Int = self.value * by
end

impl Scaled<Float> for Positive do
  type Out = Float
  fn scaled(self, by :: Float) -> Float = Int.to_float(self.value) * by
end

fn checked(n :: Int) -> Positive!Wrong do
  let found :: Positive = n.try_into()?
  Ok(found)
end

fn main() do
  println("${Positive.try_from(3)} ${Positive.try_from(-3)}")
  println("${Positive.try_from("4")} ${Positive.try_from("x")}")
  println("${Positive.try_from(["a", "b"])} ${Positive.try_from([1]) == Err((0, "empty"))}")
  println("${checked(5)} ${checked(-5)}")
  println("${Positive { value: 3 }.scaled(2)} ${Positive { value: 3 }.scaled(0.5)}")
end
