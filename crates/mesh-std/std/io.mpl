##! Standard input, output and error.

## Writes a line to standard output.
pub fn puts(text :: String) -> () = println(text)

## Writes a line to standard error.
@extern("mesh_io_eprintln")
pub fn eprintln(text :: String) -> ()

## The next line of standard input without its line end; `None` at the end of input.
@extern("mesh_io_read_line")
pub fn read_line() -> Result<Option<String>, String>

## The rest of standard input; `Err` when it is not UTF-8 text.
@extern("mesh_io_read_all")
pub fn read_all() -> Result<String, String>
