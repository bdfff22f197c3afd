# As many small pieces as the argument says become one text, one after the other.
# args: 1000
# modes: debug release

fn size() -> Int = Option.unwrap_or(String.to_int(List.head(Env.args())), 0)

fn main() do
  let text = Range.reduce(0..size(), "", fn text, i -> text <> "item ${i}, " end)
  println("${String.byte_length(text)}")
end
