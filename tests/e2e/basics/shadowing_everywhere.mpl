# Shadowing of everything by everything, and blocks whose locals end with them.
struct User do
  name :: String
end

fn name(u :: User) -> String = "fn ${u.name}"

fn outer(x) do
  fn x2(x) = x * 2
  let y = if x > 1 do
    let x = x2(x)
    let inner = x + 1
    inner
  else
    let inner = "text"
    String.length(inner)
  end
  for x in [x, y] do
    let y = x + 1
    case y do
      x when x > 5 -> x
      y -> -y
    end
  end
end

fn main() do
  let println2 = fn s -> println("[" <> s <> "]") end
  let name2 = name(User { name: "u" })
  let name = "local"
  println2("${name2} ${name} ${User { name: name }.name}")
  println("${outer(1)} ${outer(5)}")
  let x = 1
  let f = fn -> x end
  let x = 2
  let g = fn -> x end
  let x = "three"
  println("${f()} ${g()} ${x}")
  let (x, y) = (y_of(x), x)
  println("${x} ${y}")
  let x = for x in 0..3 do
    let x = x * x
    x
  end
  println("${x}")
  case Some(x) do
    Some([x, y, z]) -> println("${x}${y}${z}")
    _ -> println("none")
  end
  println("${x}")
end

fn y_of(x) = "y${x}"
