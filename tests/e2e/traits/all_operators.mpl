# Every operator on a user's type, and From, Into, TryFrom and Default by the wanted type.
struct Ratio do
  over :: Int
  under :: Int
end

fn gcd(a :: Int, b :: Int) -> Int = if b == 0 do Math.abs(a) else gcd(b, a % b) end

fn ratio(over :: Int, under :: Int) -> Ratio do
  let by = gcd(over, under)
  let sign = if under < 0 do -1 else 1 end
  Ratio { over: sign * over / by, under: sign * under / by }
end

impl Add for Ratio do
  type Output = Ratio
  fn add(self, other :: Ratio) -> Ratio =
    ratio(self.over * other.under + other.over * self.under, self.under * other.under)
end

impl Sub for Ratio do
  type Output = Ratio
  fn sub(self, other :: Ratio) -> Ratio = self + -other
end

impl Mul for Ratio do
  type Output = Ratio
  fn mul(self, other :: Ratio) -> Ratio = ratio(self.over * other.over, self.under * other.under)
end

impl Div for Ratio do
  type Output = Ratio
  fn div(self, other :: Ratio) -> Ratio = ratio(self.over * other.under, self.under * other.over)
end

# The whole part that `/` leaves out: another type than the operands'.
impl Mod for Ratio do
  type Output = Int

  fn mod(self, other :: Ratio) -> Int do
    let quotient = self / other
    quotient.over / quotient.under
  end
end

impl Neg for Ratio do
  type Output = Ratio
  fn neg(self) -> Ratio = ratio(-self.over, self.under)
end

impl Eq for Ratio do
  fn eq(self, other :: Ratio) -> Bool = self.over * other.under == other.over * self.under
end

impl Ord for Ratio do
  fn lt(self, other :: Ratio) -> Bool = self.over * other.under < other.over * self.under
end

impl Display for Ratio do
  fn to_string(self) -> String =
    if self.under == 1 do "${self.over}" else "${self.over}/${self.under}" end
end

impl Default for Ratio do
  fn default() -> Ratio = ratio(0, 1)
end

impl From<Int> for Ratio do
  fn from(n :: Int) -> Ratio = ratio(n, 1)
end

impl TryFrom<String> for Ratio do
  type Error = String

  fn try_from(text :: String) -> Result<Ratio, String> do
    case List.map(String.split(text, "/"), String.to_int) do
      [Some(_), Some(0)] -> Err("division by zero")
      [Some(a), Some(b)] -> Ok(ratio(a, b))
      [Some(a)] -> Ok(ratio(a, 1))
      _ -> Err("no ratio: ${text}")
    end
  end
end

fn sum<T>(list :: List<T>) -> T where T: Default do
  List.reduce(list, default(), fn _, x -> x end)
end

fn main() do
  let half = ratio(1, 2)
  let third = ratio(1, -3)
  println("${half + third} ${half - third} ${half * third} ${half / third} ${-half} ${ratio(7, 2) % half}")
  println("${half == ratio(2, 4)} ${half != third} ${third < half} ${half >= ratio(3, 6)} ${compare(half, third)}")
  println("${List.sorted([half, ratio(2, 3), third, ratio(5, 1)])}")
  println("${Ratio.from(4)} ${Ratio.try_from("6/4")} ${Ratio.try_from("9")} ${Ratio.try_from("1/0")} ${Ratio.try_from("x")}")
  let wanted :: Ratio = 5.into()
  let zero :: Ratio = default()
  let whole :: Float = 3.into()
  let text :: String = 2.5.into()
  println("${wanted} ${zero} ${whole} ${text} ${Float.from(7)} ${String.from(true)}")
  let tried :: Result<Ratio, String> = "3/9".try_into()
  println("${tried}")
  println("${sum([half, third])} ${sum([1, 2])} [${sum(["a", "z"])}]")
end
