##! Other programs: `Command.new("git", ["status"]) |> Command.run()`. None is run by a shell: arguments are taken as they are. Each has
##! a process group of its own, which is killed when its time is over, and when the actor that runs it ends.

## What is to be run, and how.
pub struct Command do
  program :: String
  args :: List<String>
  folder :: String
  variables :: List<String>
  unset :: List<String>
  inherits :: Bool
  input :: Bytes
  # In milliseconds; 0 for ever.
  time :: Option<Int>
  most :: Int
end deriving()

## How a program ended.
pub type CommandEnd do
  # By itself, with this exit code.
  Exited(Int)
  # By this signal.
  Signalled(Int)
end deriving(Eq, Display, Debug)

## What a program had to say.
pub struct CommandResult do
  ending :: CommandEnd
  ## What it wrote to standard output.
  output :: Bytes
  ## What it wrote to standard error.
  errors :: Bytes
end deriving(Eq, Debug)

## A program with its arguments. A name without a slash is looked for in the folders of `PATH`.
##
## ```mesh
## let echo = Command.new("echo", ["one", "two"])
## assert_eq Command.text(echo), Ok("one two\n")
## ```
pub fn new(program :: String, args :: List<String>) -> Command do
  Command {
    program: program,
    args: args,
    folder: "",
    variables: [],
    unset: [],
    inherits: true,
    input: Bytes.empty(),
    time: None,
    most: 16777216
  }
end

## Lets it work in a folder.
##
## ```mesh
## assert_eq Command.text(Command.in_folder(Command.new("pwd", []), "/")), Ok("/\n")
## ```
pub fn in_folder(command :: Command, path :: String) -> Command = %{command | folder: path}

## Sets a variable of its environment, which is otherwise that of this program.
##
## ```mesh
## let shell = Command.new("sh", ["-c", "echo $GREETING"]) |> Command.env("GREETING", "hello")
## assert_eq Command.text(shell), Ok("hello\n")
## ```
pub fn env(command :: Command, name :: String, value :: String) -> Command do
  %{command | variables: List.concat(command.variables, [name, value])}
end

## Leaves a variable of this program's environment out.
##
## ```mesh
## let printenv = Command.new("printenv", ["PATH"])
## assert Result.is_ok(Command.text(printenv))
## assert Result.is_err(Command.text(Command.without_env(printenv, "PATH")))
## ```
pub fn without_env(command :: Command, name :: String) -> Command =
  %{command | unset: List.append(command.unset, name)}

## Gives it no variables but those that are set by `env`.
##
## ```mesh
## let env = Command.new("env", [])
##   |> Command.clean_env()
##   |> Command.env("A", "1")
## assert_eq Command.text(env), Ok("A=1\n")
## ```
pub fn clean_env(command :: Command) -> Command = %{command | inherits: false}

## Gives it a text to read; without, it finds the end of the input at once.
##
## ```mesh
## let sorted = Command.new("sort", []) |> Command.input("b\na\n")
## assert_eq Command.text(sorted), Ok("a\nb\n")
## ```
pub fn input(command :: Command, text :: String) -> Command =
  %{command | input: Bytes.from_string(text)}

## The same for bytes.
##
## ```mesh
## let count = Command.new("cat", []) |> Command.input_bytes(Bytes.from_list([0, 255]))
## assert_eq Result.map(Command.run(count), fn it -> it.output end), Ok(Bytes.from_list([0, 255]))
## ```
pub fn input_bytes(command :: Command, bytes :: Bytes) -> Command = %{command | input: bytes}

## How long it may run, in milliseconds; 0 is for ever. Without, `run` gives it a minute, and `start` for ever.
##
## ```mesh
## let slow = Command.new("sleep", ["60"]) |> Command.timeout(20)
## assert Result.is_err(Command.run(slow))
## ```
pub fn timeout(command :: Command, millis :: Int) -> Command = %{command | time: Some(millis)}

## How many bytes `run` takes of each of its outputs; with more, the program is killed. Without, 16 MiB.
##
## ```mesh
## let endless = Command.new("yes", []) |> Command.max_output(1000)
## assert Result.is_err(Command.run(endless))
## ```
pub fn max_output(command :: Command, bytes :: Int) -> Command = %{command | most: bytes}

@extern("mesh_command_run")
fn run_all(
  words :: List<String>,
  variables :: List<String>,
  unset :: List<String>,
  inherits :: Bool,
  millis :: Int,
  input :: Bytes,
  most :: Int
) -> Result<List<Bytes>, String>

@extern("mesh_command_start")
fn start_all(
  words :: List<String>,
  variables :: List<String>,
  unset :: List<String>,
  inherits :: Bool,
  millis :: Int
) -> Result<RunningCommand, String>

fn words(command :: Command) -> List<String> =
  List.concat([command.program, command.folder], command.args)

# Signals are numbers below zero.
fn ending(code :: Int) -> CommandEnd = if code < 0 do Signalled(-code) else Exited(code) end

## Runs it to its end. `Err` when it cannot be run, prints too much, or takes too long; what exit code it has is for the caller to judge.
##
## ```mesh
## let result = Result.unwrap(Command.run(Command.new("sh", ["-c", "echo no >&2; exit 3"])))
## assert_eq result.ending, Exited(3)
## assert_eq result.errors, Bytes.from_string("no\n")
## ```
pub fn run(command :: Command) -> Result<CommandResult, String> do
  let millis = Option.unwrap_or(command.time, 60000)
  let all = run_all(
    words(command),
    command.variables,
    command.unset,
    command.inherits,
    millis,
    command.input,
    command.most
  )?
  let code = Option.unwrap_or(String.to_int(Bytes.to_string_lossy(List.get(all, 2))), 0)
  Ok(CommandResult { ending: ending(code), output: List.get(all, 0), errors: List.get(all, 1) })
end

## Runs it to its end and gives its output as text; `Err` also when it ends otherwise than with exit code 0, with what it told as errors.
##
## ```mesh
## assert_eq Command.text(Command.new("echo", ["hello"])), Ok("hello\n")
## assert Result.is_err(Command.text(Command.new("false", [])))
## ```
pub fn text(command :: Command) -> Result<String, String> do
  let result = run(command)?
  if result.ending == Exited(0) do
    Bytes.to_string(result.output)
  else
    let told = String.trim(Bytes.to_string_lossy(result.errors))
    Err("${command.program}: ${result.ending}${if told == "" do "" else ": ${told}" end}")
  end
end

# ---- while it runs ----------------------------------------------------------------------------------------------

## A program that was started. It is killed, with all of its process group, when the actor ends that has started it, unless its end is known
## by then.
@opaque
pub type RunningCommand

## Starts it, to be written to and read from while it runs. `input` and `max_output` are not heeded.
##
## ```mesh
## let cat = Result.unwrap(Command.start(Command.new("cat", [])))
## assert_eq Command.write(cat, "hello\n"), Ok(())
## assert_eq Command.read_line(cat), Ok(Some("hello"))
## ```
pub fn start(command :: Command) -> Result<RunningCommand, String> do
  start_all(
    words(command),
    command.variables,
    command.unset,
    command.inherits,
    Option.unwrap_or(command.time, 0)
  )
end

@extern("mesh_command_read")
fn read_of(running :: RunningCommand, errors :: Bool, most :: Int) -> Result<Option<Bytes>, String>

@extern("mesh_command_read_line")
fn read_line_of(
  running :: RunningCommand,
  errors :: Bool,
  longest :: Int
) -> Result<Option<String>, String>

## What it prints next, at most so many bytes; `None` at the end. Who does not read lets the program wait.
##
## ```mesh
## let echo = Result.unwrap(Command.start(Command.new("printf", ["abc"])))
## assert_eq Command.read(echo, 100), Ok(Some(Bytes.from_string("abc")))
## assert_eq Command.read(echo, 100), Ok(None)
## ```
pub fn read(running :: RunningCommand, most :: Int) -> Result<Option<Bytes>, String> =
  read_of(running, false, most)

## The next line that it prints, without its end; `None` at the end. One of more than 1 MiB is an `Err`.
##
## ```mesh
## let echo = Result.unwrap(Command.start(Command.new("echo", ["hello"])))
## assert_eq Command.read_line(echo), Ok(Some("hello"))
## assert_eq Command.read_line(echo), Ok(None)
## ```
pub fn read_line(running :: RunningCommand) -> Result<Option<String>, String> =
  read_line_of(running, false, 1048576)

## What it tells next as errors, at most so many bytes; `None` at the end.
##
## ```mesh
## let shell = Result.unwrap(Command.start(Command.new("sh", ["-c", "printf no >&2"])))
## assert_eq Command.read_errors(shell, 100), Ok(Some(Bytes.from_string("no")))
## ```
pub fn read_errors(running :: RunningCommand, most :: Int) -> Result<Option<Bytes>, String> =
  read_of(running, true, most)

## The next line that it tells as errors.
##
## ```mesh
## let shell = Result.unwrap(Command.start(Command.new("sh", ["-c", "echo no >&2"])))
## assert_eq Command.read_error_line(shell), Ok(Some("no"))
## ```
pub fn read_error_line(running :: RunningCommand) -> Result<Option<String>, String> =
  read_line_of(running, true, 1048576)

## Writes to its input; waits while it does not read.
##
## ```mesh
## let cat = Result.unwrap(Command.start(Command.new("cat", [])))
## assert_eq Command.write(cat, "a line\n"), Ok(())
## assert_eq Command.read_line(cat), Ok(Some("a line"))
## ```
@extern("mesh_command_write")
pub fn write(running :: RunningCommand, text :: String) -> Result<(), String>

## The same for bytes.
##
## ```mesh
## let cat = Result.unwrap(Command.start(Command.new("cat", [])))
## assert_eq Command.write_bytes(cat, Bytes.from_list([7])), Ok(())
## assert_eq Command.read(cat, 1), Ok(Some(Bytes.from_list([7])))
## ```
@extern("mesh_command_write_bytes")
pub fn write_bytes(running :: RunningCommand, bytes :: Bytes) -> Result<(), String>

## Ends its input.
##
## ```mesh
## let cat = Result.unwrap(Command.start(Command.new("cat", [])))
## Command.close_input(cat)
## assert_eq Command.read_line(cat), Ok(None)
## ```
@extern("mesh_command_close_input")
pub fn close_input(running :: RunningCommand) -> ()

@extern("mesh_command_wait")
fn wait_code(running :: RunningCommand) -> Result<Int, String>

## Waits for its end. What it has left running behind is not killed any more.
##
## ```mesh
## let shell = Result.unwrap(Command.start(Command.new("sh", ["-c", "exit 3"])))
## assert_eq Command.wait(shell), Ok(Exited(3))
## ```
pub fn wait(running :: RunningCommand) -> Result<CommandEnd, String> =
  Result.map(wait_code(running), ending)

@extern("mesh_command_signal")
fn send_signal(running :: RunningCommand, number :: Int) -> ()

## Asks it, and its process group, to end (SIGTERM).
##
## ```mesh
## let sleeper = Result.unwrap(Command.start(Command.new("sleep", ["60"])))
## Command.terminate(sleeper)
## assert_eq Command.wait(sleeper), Ok(Signalled(15))
## ```
pub fn terminate(running :: RunningCommand) -> () = send_signal(running, 15)

## Kills it, and its process group (SIGKILL).
##
## ```mesh
## let sleeper = Result.unwrap(Command.start(Command.new("sleep", ["60"])))
## Command.kill(sleeper)
## assert_eq Command.wait(sleeper), Ok(Signalled(9))
## ```
pub fn kill(running :: RunningCommand) -> () = send_signal(running, 9)

## The number of its process.
##
## ```mesh
## let cat = Result.unwrap(Command.start(Command.new("cat", [])))
## assert Command.id(cat) > 0
## ```
@extern("mesh_command_id")
@reads
pub fn id(running :: RunningCommand) -> Int
