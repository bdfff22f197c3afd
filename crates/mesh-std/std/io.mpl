##! Standard input, output and error.

## Writes a line to standard output.
##
## ```mesh
## IO.puts("hello")
## ```
pub fn puts(text :: String) -> () = println(text)

## Writes a line to standard error.
##
## ```mesh
## IO.eprintln("something is wrong")
## ```
@extern("mesh_io_eprintln")
pub fn eprintln(text :: String) -> ()

## Writes a text to standard error.
##
## ```mesh
## IO.eprint("working... ")
## IO.eprintln("done")
## ```
@extern("mesh_io_eprint")
pub fn eprint(text :: String) -> ()

## The next line of standard input without its line end; `None` at the end of input. One of more than 64 MiB is an `Err`.
##
## ```mesh
## # A test has no input.
## assert_eq IO.read_line(), Ok(None)
## ```
@extern("mesh_io_read_line")
pub fn read_line() -> Result<Option<String>, String>

## Asks for a password: writes the prompt to standard error and reads a line, as `read_line` does. A terminal does not show what is
## typed meanwhile, and is put back however the program ends.
##
## ```mesh
## # A test has no input.
## assert_eq IO.read_secret("Password: "), Ok(None)
## ```
@extern("mesh_io_read_secret")
pub fn read_secret(prompt :: String) -> Result<Option<String>, String>

## The rest of standard input; `Err` when it is not UTF-8 text.
##
## ```mesh
## # A test has no input.
## assert_eq IO.read_all(), Ok("")
## ```
@extern("mesh_io_read_all")
pub fn read_all() -> Result<String, String>

## The lines of standard input that are left, each read when it is asked for. Crashes on one that cannot be read.
##
## ```mesh
## # A test has no input.
## assert_eq Iter.to_list(IO.lines()), []
## ```
pub fn lines() -> Iter<String> do
  Iter.unfold((), fn _ ->
    case read_line() do
      Ok(line) -> Option.map(line, fn text -> (text, ()) end)
      Err(error) -> panic("standard input: ${error}")
    end
  end)
end

## What comes next on standard input, at most so many bytes (64 KiB at once at most); `None` at the end.
##
## ```mesh
## # A test has no input.
## assert_eq IO.read_chunk(1024), Ok(None)
## ```
@extern("mesh_io_read_chunk")
pub fn read_chunk(most :: Int) -> Result<Option<Bytes>, String>

@extern("mesh_io_is_terminal")
@reads
fn is_terminal_number(stream :: Int) -> Bool

## Whether `:stdin`, `:stdout` or `:stderr` is a terminal.
##
## ```mesh
## # A test has no input.
## assert not IO.is_terminal(:stdin)
## ```
pub fn is_terminal(stream :: Atom) -> Bool do
  case stream do
    :stdin -> is_terminal_number(0)
    :stdout -> is_terminal_number(1)
    :stderr -> is_terminal_number(2)
    _ -> panic("a standard stream is :stdin, :stdout or :stderr, not :${stream}")
  end
end
