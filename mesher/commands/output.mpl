##! How commands tell what went wrong.

## Ends the program with a line on standard error.
pub fn fail(error :: String, code :: Int) -> () do
  IO.eprintln("[Mesher] ${error}")
  Process.halt(code)
end
