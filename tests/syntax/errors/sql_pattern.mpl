# mistakes: 1
fn main() do
  case x do
    sql"a" -> 1
    _ -> 2
  end
end
