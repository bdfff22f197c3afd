##! What this package is for, in a sentence.

## A sentence about what the function gives.
##
## ```mesh
## assert_eq SampleProject.greet("Ana"), "Hello, Ana!"
## ```
pub fn greet(name :: String) -> String = "Hello, ${name}!"
