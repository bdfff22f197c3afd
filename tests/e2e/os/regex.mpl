fn main() do
  case Regex.compile("(\\w+)@(\\w+)\\.com") do
    Ok(r) -> do
      println("${Regex.is_match(r, "mail ana@example.com now")}")
      println("${Regex.captures(r, "ana@example.com")}")
      println(Regex.replace(r, "a@b.com c@d.com", "<$1 at $2>"))
    end
    Err(e) -> println(e)
  end
  println("${Regex.split(~r/,\s*/, "a, b,c")}")
  println("${Regex.is_match(~r/^HELLO$/i, "hello")}")
  case Regex.compile("(") do
    Ok(_) -> println("compiled")
    Err(_) -> println("bad pattern")
  end
end
