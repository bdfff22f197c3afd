fn sign(n :: Int) -> String do
  case n do
    0 -> "zero"
    n > 0 -> "more"
    # ^ P0001
    else -> "less"
#   ^^^^ P0001
  end
end

fn chosen(n :: Int) -> String do
  case n do
    1 || 2 -> "few"
    # ^^ P0001
    3 or 4 -> "some"
    # ^^ P0001
    5, 6 -> "many"
#    ^ P0001
    _ -> "lots"
  end
end

fn marked(n :: Int) -> String do
  case n do
    1: "one"
#    ^ P0001
    2: "two"
#    ^ P0001
    _: "more"
#    ^ P0001
  end
end

fn greeted(text :: String) -> String do
  case text do
    "hello " <> rest -> rest
    #        ^^ P0001
    _ -> text
  end
end

fn taken(given :: Result<Int, String>) -> Int do
  case given do
    Ok n -> n
#   ^^^^ P0001
    Err(_) -> 0
  end
end

fn asked(n :: Int) -> String do
  case do
  #    ^^ P0001
    n > 0 -> "more"
    true -> "less"
  end
end

fn main() do
  println("${sign(1)} ${chosen(1)} ${marked(1)} ${greeted("a")} ${taken(Ok(1))} ${asked(1)}")
end
