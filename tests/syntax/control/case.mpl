fn main() do
  case x do
    1 -> "one"
    2 | 3 -> "few"
    n when n > 10 and n < 20 -> "many"
    Some(v) -> do
      let w = v
      w
    end
    None ->
      "on its own line"
    _ -> case y do
      true -> 1
      false -> 2
    end
  end
  match f(x) do
    a -> a; b -> b
  end
  case x do _ -> () end
  case (a, b) do
    (1, _) -> println("x")
    _ -> return 5
  end
end
