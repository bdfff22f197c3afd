# A name of an impl's header that is nearly that of a type is no parameter: the impl would be for all types.
interface Label do
  fn label(self) -> String
end

impl Label for List<Strnig> do
#                   ^^^^^^ E0045
  fn label(self) -> String = "texts"
end

impl Label for Id do
#              ^^ E0045
  fn label(self) -> String = "an id"
end

impl Label for (Itn, String) do
#               ^^^ E0045
  fn label(self) -> String = "a number"
end

fn main() do
  println("")
end
