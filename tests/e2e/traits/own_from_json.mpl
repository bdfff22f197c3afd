interface Parse do
  fn from_json(s :: String) -> Result<Self, String>
  fn try_from(s :: String) -> Result<Self, String>
  fn from(s :: String) -> Self
end

struct P do
  n :: Int
end

impl Parse for P do
  fn from_json(s) = Ok(P { n: String.length(s) })
  fn try_from(_s) = Err("no")
  fn from(s) = P { n: 0 - String.length(s) }
end

fn g<T>(s :: String, like :: T) -> List<T> where T: Parse do
  [like, T.from(s), Result.unwrap(T.from_json(s))]
end

fn main() do
  println("${P.from_json("abc")} ${P.from("a")} ${inspect(P.try_from("a"))} ${g("ab", P { n: 1 })}")
end
