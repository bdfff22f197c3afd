# modes: debug release
# Whatever way a function is left on: what is alive there is given back once, what is returned is whole.
type Shape do
  Dot
  Line(Int)
  Named(String)
end

fn part(x :: Int, at :: Int) -> Result<String, String> do
  if x == at do Err("part ${at}") else Ok("p${at}") end
end

fn worth(text :: String) -> Int!String do
  let n = String.length(text)
  if n > 8 do Err("long ${text}") else Ok(n) end
end

fn leave(x :: Int, shape :: Shape) -> Result<String, String> do
  let a = "a${x}"
  let b = ["b", a]
  let c = %{a => b}
  let d = (a, b)
  let e = Some("e${x}")
  let f = String.repeat("f", x)
  let g = fn n -> "${n}${f}" end
  let h = List.append(b, f)
  let i = Named(f)
  let j = "${Map.size(c)}"
  if x == 1 do return Ok(a) end
  let k = List.reverse(h)
  if x == 2 do return Err("two ${k}") end
  let Ok(l) = part(x, 3) else return Err("three ${List.length(k)}") end
  let m = part(x, 4)?
  if x == 5 do
    return case shape do
      Dot -> Ok(j)
      Line(n) when n > 3 -> Ok(g(n))
      Line(n) -> Err("${n} ${l}")
      Named(name) -> Ok(name)
    end
  end
  if x == 6 do
    case e do
      Some(text) -> return Ok(text)
      None -> return Err("none")
    end
  end
  let n = if x == 7 do return part(7, 8) else m <> l end
  if x == 8 do return Ok("${worth(f <> n)?}") end
  for item in k do
    if x == 9 and item == a do return Ok("loop ${item}") end
  end
  let Named(o) = i else panic("no name ${x}") end
  Ok(String.join([a, j, l, m, n, o, Tuple.first(d), "${List.length(k)}"], " "))
end

fn main() do
  for shape in [Dot, Line(1), Line(9), Named("shape")] do
    for x in 1..12 do
      println("${x}: ${leave(x, shape)}")
    end
  end
end
