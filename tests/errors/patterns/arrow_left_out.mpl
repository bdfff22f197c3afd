# A pattern with a value behind it is an arm whose arrow is missing: what it binds is there.
type Shape do
  Circle(Float)
  Rect(Float, Float)
  Dot
end

fn area(shape :: Shape) -> Float do
  case shape do
    Circle(r) -> r * r
    Rect(w, h) w * h
    #          ^ P0001
    Dot 0.0
    #   ^^^ P0001
  end
end

fn name(n :: Int, text :: String) -> String do
  case (n, text) do
    (0, rest) "none ${rest}"
    #         ^ P0001
    (1, "a") "one"
    #        ^ P0001
    _ if n > 1 do "many" else "few" end
    # ^^ P0001
  end
end

fn main() do
  println("${area(Dot)} ${name(1, "b")}")
end
