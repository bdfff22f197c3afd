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
pub fn in_folder(command :: Command, path :: String) -> Command = %{command | folder: path}

## Sets a variable of its environment, which is otherwise that of this program.
pub fn env(command :: Command, name :: String, value :: String) -> Command do
  %{command | variables: List.concat(command.variables, [name, value])}
end

## Leaves a variable of this program's environment out.
pub fn without_env(command :: Command, name :: String) -> Command =
  %{command | unset: List.append(command.unset, name)}

## Gives it no variables but those that are set by `env`.
pub fn clean_env(command :: Command) -> Command = %{command | inherits: false}

## Gives it a text to read; without, it finds the end of the input at once.
pub fn input(command :: Command, text :: String) -> Command =
  %{command | input: Bytes.from_string(text)}

## The same for bytes.
pub fn input_bytes(command :: Command, bytes :: Bytes) -> Command = %{command | input: bytes}

## How long it may run, in milliseconds; 0 is for ever. Without, `run` gives it a minute, and `start` for ever.
pub fn timeout(command :: Command, millis :: Int) -> Command = %{command | time: Some(millis)}

## How many bytes `run` takes of each of its outputs; with more, the program is killed. Without, 16 MiB.
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
pub fn read(running :: RunningCommand, most :: Int) -> Result<Option<Bytes>, String> =
  read_of(running, false, most)

## The next line that it prints, without its end; `None` at the end. One of more than 1 MiB is an `Err`.
pub fn read_line(running :: RunningCommand) -> Result<Option<String>, String> =
  read_line_of(running, false, 1048576)

## What it tells next as errors, at most so many bytes; `None` at the end.
pub fn read_errors(running :: RunningCommand, most :: Int) -> Result<Option<Bytes>, String> =
  read_of(running, true, most)

## The next line that it tells as errors.
pub fn read_error_line(running :: RunningCommand) -> Result<Option<String>, String> =
  read_line_of(running, true, 1048576)

## Writes to its input; waits while it does not read.
@extern("mesh_command_write")
pub fn write(running :: RunningCommand, text :: String) -> Result<(), String>

## The same for bytes.
@extern("mesh_command_write_bytes")
pub fn write_bytes(running :: RunningCommand, bytes :: Bytes) -> Result<(), String>

## Ends its input.
@extern("mesh_command_close_input")
pub fn close_input(running :: RunningCommand) -> ()

@extern("mesh_command_wait")
fn wait_code(running :: RunningCommand) -> Result<Int, String>

## Waits for its end. What it has left running behind is not killed any more.
pub fn wait(running :: RunningCommand) -> Result<CommandEnd, String> =
  Result.map(wait_code(running), ending)

@extern("mesh_command_signal")
fn send_signal(running :: RunningCommand, number :: Int) -> ()

## Asks it, and its process group, to end (SIGTERM).
pub fn terminate(running :: RunningCommand) -> () = send_signal(running, 15)

## Kills it, and its process group (SIGKILL).
pub fn kill(running :: RunningCommand) -> () = send_signal(running, 9)

## The number of its process.
@extern("mesh_command_id")
pub fn id(running :: RunningCommand) -> Int
