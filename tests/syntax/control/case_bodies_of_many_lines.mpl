fn main() do
  case x do
    Ok(v) ->
      let w = v + 1
      println("${w}")
      w
    Err(e) when e == 1 ->
      log(e)
      -1
    Pair(a, b) -> a
    [h, t] ->
      f(h)
      g(t)
    (a, b) -> a
    :atom -> 1
    -1 -> 2
    "text" -> 3
    head :: tail -> 4
    p as q -> 5
    1.5 ->
      let y = 1
      case y do
        1 -> 2
        _ ->
          f(y)
          3
      end
    Point { x: 0, y } ->
      y
    _ ->
      let f = fn a -> a end
      f(1)
  end
end
