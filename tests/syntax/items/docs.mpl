##! The module.
##! Second line.

## About the function.
##
## More.
pub fn f() do
  ## Not attached to anything.
  1
end

## About the struct.
struct S do
  ## About the field.
  x :: Int
  # Not a doc comment.
  y :: Int
end

## About the type.
type T do
  ## About the variant.
  A
  B
end

# plain
fn g() = 1

## Attached across a plain comment.
# plain
fn h() = 1
