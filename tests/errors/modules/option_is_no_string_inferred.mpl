# The same where no module writes a type.
import Names
import Greeting

fn main() do
  println(Greeting.hello(Names.find(3)))
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
pub fn hello(name) do
  "Hello, " <> name
end
