fn main() do
  let found = Some(3)
  let text = case found do
    None -> panic("nothing")
    Some(n) -> n
  end
  println("is " <> text)
  #                ^^^^ E0001
end
