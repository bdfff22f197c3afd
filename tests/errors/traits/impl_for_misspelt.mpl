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

# What the declaration calls so is a parameter, and what is further from a type than a letter.
struct Tree<Item> do
  value :: Item
end

impl Label for Tree<Item> do
  fn label(self) -> String = "a tree"
end

struct Both<Message, Error> do
  one :: Message
  other :: Error
end

impl Label for Both<Inputs, Reply> do
  fn label(self) -> String = "both"
end

fn main() do
  println(Tree { value: 1 }.label())
  println(Both { one: 1, other: "a" }.label())
end
