fn main() do
  let g = fn 0 -> "z" | n -> "n" end
  let h = fn
    Some(x) when x > 1 -> x
    | Some(_) -> 1
    | None -> do
      f()
      0
    end
  end
  let i = fn (0, _) -> 1 | (a, b) -> a end
  let j = fn Shape.Circle(r) -> r | Shape.Empty -> 0 | -1 -> 2 | "s" -> 3 end
  let k = fn ((a, b), c) -> a end
end
