##! What the program behind `meshc repl` is made of. It runs what is typed there, and keeps its values and actors.

## Runs what `meshc repl` sends, until that ends.
##
## ```mesh
## pub fn main_of_repl() do
##   Repl.serve()
## end
## ```
@extern("mesh_repl_serve")
pub fn serve() -> ()

# What is shown as the value of the input that runs.
@extern("mesh_repl_tell")
fn tell(value :: String) -> ()

## Shows the value of an input that has no `Debug`.
##
## ```mesh
## pub fn input() do
##   Repl.show(fn x -> x + 1 end)
## end
## ```
pub fn show<T>(value :: T) -> () = tell(Test.show(value))

## The same of what has a `Debug`.
##
## ```mesh
## pub fn input() do
##   Repl.inspect(Some(1))
## end
## ```
pub fn inspect<T>(value :: T) -> () where T: Debug = tell(Test.inspected(value))
