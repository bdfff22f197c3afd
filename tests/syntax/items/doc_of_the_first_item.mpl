# A note.
## Of the first function.
fn main() do
  ()
end
