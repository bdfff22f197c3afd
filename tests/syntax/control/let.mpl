fn main() do
  let x = 1
  let y :: Int = 2
  let (a, b) = pair
  let (c, (d, _)) :: (Int, (Int, Int)) = deep
  let Point { x: px, y } = point
  let _ = f()
  let Some(v) = find(x) else
    return None
  end
  let g = fn a -> a end
  let h :: Fun(Int) -> Int = g
end
