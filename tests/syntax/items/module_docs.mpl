
##! What the module is for,
# and not this,
##! on three lines.

##! The last one.

## Of a function.
fn main() do
  ()
end
