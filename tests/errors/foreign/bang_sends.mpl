fn tell(pid :: Pid<Int>) -> () do
  pid ! 1
  #   ^ P0001
end

# Directly behind a value it is something else.
fn first(path :: String) -> String!String do
  let text = File.read!(path)
  #               ^^^^^ P0001
  Ok(text)
end

fn main() do
  let length = Some("a")!.length()
  #                     ^ P0001
  tell(self())
  println("${first("a")} ${length} ${String.to_int("3")!}")
  #                                                    ^ P0001
end
