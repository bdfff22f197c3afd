# What is needed twice is retained once; what is dead on a path is released there.
fn pick(both :: Bool, text :: String) -> List<String> do
  if both do
    [text, text]
  else
    []
  end
end

fn last(texts :: List<String>) -> String do
  case texts do
    [] -> "none"
    [one] -> one
    _ :: rest -> last(rest)
  end
end

fn main() do
  println(last(pick(true, "a" <> "b")))
end
