fn main() do
  case x do
    1 -> a
    -1 -> a
    0xFF -> a
    1.5 -> a
    -1.5 -> a
    true -> a
    nil -> a
    () -> a
    "text" -> a
    """triple""" -> a
    :atom -> a
    _ -> a
  end
end
