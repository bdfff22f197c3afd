# An `Option<String>` of one module never passes for a `String` in another.
import Names
import Greeting

fn main() do
  let name = Names.find(3)
  println(Greeting.hello(name))
  #                      ^^^^ E0001
  println(Greeting.hello(Names.find(1)))
  #                      ^^^^^^^^^^^^^ E0001
end
#- names.mpl
pub fn find(id) do
  if id == 1 do
    Some("Ann")
  else
    None
  end
end
#- greeting.mpl
pub fn hello(name :: String) -> String do
  "Hello, " <> name
end
