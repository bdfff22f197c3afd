fn main() do
  return
  return 1
  return (1, 2)
  if a do return end
  if a do return 1 else return 2 end
  case x do
    1 -> return 1
    _ -> return
  end
  let y = x |> f(return 3)
  fn a -> return a end
end
