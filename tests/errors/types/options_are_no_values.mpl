fn shout(name :: String) -> String do
  String.to_upper(name)
end

fn main() do
  let found = Map.fetch(%{"a" => "b"}, "a")
  println(shout(found))
  #             ^^^^^ E0001
end
