# mistakes: 1
fn main() do
  sql "select 1"
end
