fn differ(a :: Int, b :: Int) -> Bool = not a == b
#                                       ^^^^^ E0001

fn smaller(a :: String, b :: String) -> Bool = not a >= b
#                                              ^^^^^ E0001

fn right(a :: Bool, b :: Int) -> Bool = not a == (b > 2)

fn failing(text :: String) -> Int!String do
  case String.to_int(text) do
    Some(n) -> Ok(n)
    None -> "no number"
#           ^^^^^^^^^^^ E0001
  end
end

fn main() do
  println("${differ(1, 2)} ${smaller("a", "b")} ${right(true, 2)} ${failing("1")}")
end
