fn walk<V>(v :: V, others :: List<V>) -> Int where V: Visitor do
#                                                     ^^^^^^^ E0004
  v.start()
  List.map(others, fn other -> other.num(1) end) |> List.sum()
end

fn main() do
  println("${walk(1, [2])}")
end
