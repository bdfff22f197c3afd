# A decision tree looks at each place once; an arm that several paths reach is a join point.
fn classify(pair :: (Int, Option<String>)) -> String do
  case pair do
    (0, None) -> "nothing"
    (0, Some("zero")) -> "zero"
    (n, Some(text)) when n > 10 -> text
    (1, _) | (2, _) -> "few"
    _ -> "many"
  end
end

fn main() do
  println(classify((0, None)))
  println(classify((11, Some("eleven"))))
end
