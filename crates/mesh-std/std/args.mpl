##! Arguments of programs: options, flags, positions and subcommands that are described once, from which come parsing, help and
##! errors that name what is wrong.

## What an option's value is.
pub type ArgKind do
  # Given or not; counted.
  ArgFlag
  ArgText
  ArgInt
  ArgFloat
  # One of these.
  ArgChoice(List<String>)
end

## An option, or a position.
pub struct Arg do
  # Without its dashes.
  name :: String
  # One letter, or empty.
  short :: String
  kind :: ArgKind
  # How the value is called in the help.
  value :: String
  about :: String
  # What counts when it is not given.
  default :: Option<String>
  required :: Bool
  # Whether it may be given more than once.
  many :: Bool
end deriving()

## A command: a program, or one of its subcommands.
pub struct ArgsSpec do
  name :: String
  about :: String
  options :: List<Arg>
  positions :: List<Arg>
  commands :: List<ArgsSpec>
end deriving()

## What was found in the arguments.
pub struct ParsedArgs do
  # The subcommands that were named, the outer one first.
  commands :: List<String>
  values :: Map<String, List<String>>
end deriving(Eq, Debug)

## Why there is nothing to go on with.
pub type ArgsError do
  # Help was asked for: this is its text.
  ArgsHelp(String)
  # What is wrong.
  ArgsMistake(String)
end deriving(Eq, Debug)

impl Display for ArgsError do
  fn to_string(self) -> String do
    case self do
      ArgsHelp(text) -> text
      ArgsMistake(message) -> message
    end
  end
end

# ---- describing -------------------------------------------------------------------------------------------------

## A command without any arguments yet.
##
## ```mesh
## let spec = Args.command("greet", "Greets people.")
## assert String.contains(Args.help(spec), "Greets people.")
## ```
pub fn command(name :: String, about :: String) -> ArgsSpec do
  ArgsSpec { name: name, about: about, options: [], positions: [], commands: [] }
end

fn described(
  name :: String,
  short :: String,
  kind :: ArgKind,
  value :: String,
  about :: String
) -> Arg do
  Arg {
    name: name,
    short: short,
    kind: kind,
    value: value,
    about: about,
    default: None,
    required: false,
    many: false
  }
end

fn with_option(command :: ArgsSpec, option :: Arg) -> ArgsSpec =
  %{command | options: List.append(command.options, option)}

## With an option that has no value: `--verbose` or `-v`. It may be given more than once.
##
## ```mesh
## let spec = Args.flag(Args.command("greet", "Greets."), "loud", "l", "Louder")
## let parsed = Result.unwrap(Args.parse(spec, ["-ll"]))
## assert_eq Args.count(parsed, "loud"), 2
## ```
pub fn flag(command :: ArgsSpec, name :: String, short :: String, about :: String) -> ArgsSpec do
  with_option(command, described(name, short, ArgFlag, "", about))
end

## With an option that has a text: `--host NAME`, `--host=NAME`, `-h NAME` or `-hNAME`.
##
## ```mesh
## let spec = Args.option(Args.command("greet", "Greets."), "name", "n", "NAME", "Whom to greet")
## let parsed = Result.unwrap(Args.parse(spec, ["--name=ann"]))
## assert_eq Args.get(parsed, "name"), Some("ann")
## ```
pub fn option(
  command :: ArgsSpec,
  name :: String,
  short :: String,
  value :: String,
  about :: String
) -> ArgsSpec do
  with_option(command, described(name, short, ArgText, value, about))
end

## With an option whose value is a whole number.
##
## ```mesh
## let spec = Args.int_option(Args.command("serve", "Serves."), "port", "p", "PORT", "Where")
## let parsed = Result.unwrap(Args.parse(spec, ["-p", "8080"]))
## assert_eq Args.int(parsed, "port"), Some(8080)
## assert Result.is_err(Args.parse(spec, ["-p", "http"]))
## ```
pub fn int_option(
  command :: ArgsSpec,
  name :: String,
  short :: String,
  value :: String,
  about :: String
) -> ArgsSpec do
  with_option(command, described(name, short, ArgInt, value, about))
end

## With an option whose value is a finite number.
##
## ```mesh
## let spec = Args.float_option(Args.command("scale", "Scales."), "by", "b", "FACTOR", "How much")
## let parsed = Result.unwrap(Args.parse(spec, ["--by", "1.5"]))
## assert_eq Args.float(parsed, "by"), Some(1.5)
## ```
pub fn float_option(
  command :: ArgsSpec,
  name :: String,
  short :: String,
  value :: String,
  about :: String
) -> ArgsSpec do
  with_option(command, described(name, short, ArgFloat, value, about))
end

## With an option whose value is one of these.
##
## ```mesh
## let spec = Args.choice_option(Args.command("show", "Shows."), "as", "a", ["text", "json"], "How")
## assert Result.is_ok(Args.parse(spec, ["--as", "json"]))
## assert Result.is_err(Args.parse(spec, ["--as", "xml"]))
## ```
pub fn choice_option(
  command :: ArgsSpec,
  name :: String,
  short :: String,
  choices :: List<String>,
  about :: String
) -> ArgsSpec do
  with_option(command, described(name, short, ArgChoice(choices), String.join(choices, "|"), about))
end

## With an argument that stands by itself and is needed.
##
## ```mesh
## let spec = Args.position(Args.command("greet", "Greets."), "name", "Whom to greet")
## let parsed = Result.unwrap(Args.parse(spec, ["ann"]))
## assert_eq Args.get(parsed, "name"), Some("ann")
## assert Result.is_err(Args.parse(spec, []))
## ```
pub fn position(command :: ArgsSpec, name :: String, about :: String) -> ArgsSpec do
  %{command |
    positions:
      List.append(command.positions, %{described(name, "", ArgText, name, about) | required: true})
  }
end

## With all further arguments that stand by themselves.
##
## ```mesh
## let spec = Args.rest(Args.command("cat", "Shows files."), "files", "What to show")
## let parsed = Result.unwrap(Args.parse(spec, ["a.txt", "b.txt"]))
## assert_eq Args.all(parsed, "files"), ["a.txt", "b.txt"]
## ```
pub fn rest(command :: ArgsSpec, name :: String, about :: String) -> ArgsSpec do
  %{command |
    positions:
      List.append(command.positions, %{described(name, "", ArgText, name, about) | many: true})
  }
end

## With a subcommand. One has to be named then.
##
## ```mesh
## let spec = Args.command("shop", "A shop.") |> Args.subcommand(Args.command("list", "Lists."))
## let parsed = Result.unwrap(Args.parse(spec, ["list"]))
## assert_eq parsed.commands, ["list"]
## ```
pub fn subcommand(command :: ArgsSpec, inner :: ArgsSpec) -> ArgsSpec do
  %{command | commands: List.append(command.commands, inner)}
end

fn change_last(command :: ArgsSpec, f :: Fun(Arg) -> Arg) -> ArgsSpec do
  if List.is_empty(command.options) do
    panic("the command `${command.name}` has no option yet")
  end
  %{command | options: List.update(command.options, List.length(command.options) - 1, f)}
end

## The option that was described last counts as given with this value when it is not given.
##
## ```mesh
## let spec = Args.command("serve", "Serves.")
##   |> Args.int_option("port", "p", "PORT", "Where")
##   |> Args.default("8080")
## assert_eq Result.map(Args.parse(spec, []), fn parsed -> Args.int(parsed, "port") end), Ok(
##   Some(8080)
## )
## ```
pub fn default(command :: ArgsSpec, value :: String) -> ArgsSpec do
  change_last(command, fn option -> %{option | default: Some(value)} end)
end

## The option that was described last has to be given.
##
## ```mesh
## let spec = Args.command("greet", "Greets.")
##   |> Args.option("name", "n", "NAME", "Whom to greet")
##   |> Args.required()
## assert Result.is_err(Args.parse(spec, []))
## ```
pub fn required(command :: ArgsSpec) -> ArgsSpec =
  change_last(command, fn option -> %{option | required: true} end)

## The option that was described last may be given more than once.
##
## ```mesh
## let spec = Args.command("build", "Builds.")
##   |> Args.option("define", "D", "NAME", "What holds")
##   |> Args.repeated()
## let parsed = Result.unwrap(Args.parse(spec, ["-D", "a", "-Db"]))
## assert_eq Args.all(parsed, "define"), ["a", "b"]
## ```
pub fn repeated(command :: ArgsSpec) -> ArgsSpec =
  change_last(command, fn option -> %{option | many: true} end)

# ---- reading ----------------------------------------------------------------------------------------------------

# What is being read: the command that counts now, and what was found.
struct ArgsState do
  command :: ArgsSpec
  path :: List<String>
  found :: Map<String, List<String>>
  loose :: List<String>
  # Options of the commands around the one that counts now.
  around :: List<Arg>
end deriving()

## Reads arguments. `--help` and `-h` ask for help, unless the command has options of these names; `--` ends the options.
##
## ```mesh
## let spec = Args.flag(Args.command("greet", "Greets."), "loud", "l", "Louder")
## assert Result.is_ok(Args.parse(spec, ["--loud"]))
## assert Result.is_err(Args.parse(spec, ["--quiet"]))
## ```
pub fn parse(command :: ArgsSpec, args :: List<String>) -> Result<ParsedArgs, ArgsError> do
  read(args, ArgsState { command: command, path: [], found: %{}, loose: [], around: [] })
end

## Reads the arguments of the program. Prints help or what is wrong and ends the program when there is nothing to go on with:
## with exit code 0 for help, 2 for a mistake.
##
## ```mesh
## # The program of a test has no arguments.
## let parsed =
##   Args.parse_or_exit(Args.flag(Args.command("greet", "Greets."), "loud", "l", "Louder"))
## assert not Args.has(parsed, "loud")
## ```
pub fn parse_or_exit(command :: ArgsSpec) -> ParsedArgs do
  case parse(command, Env.args()) do
    Ok(parsed) -> parsed
    Err(ArgsHelp(text)) -> do
      println(text)
      Process.halt(0)
      panic("ended")
    end
    Err(ArgsMistake(message)) -> do
      IO.eprintln("${command.name}: ${message}")
      Process.halt(2)
      panic("ended")
    end
  end
end

fn known(state :: ArgsState) -> List<Arg> = state.command.options ++ state.around

fn read(args :: List<String>, state :: ArgsState) -> Result<ParsedArgs, ArgsError> do
  case args do
    [] -> finish(state)
    "--" :: others -> finish(%{state | loose: state.loose ++ others})
    arg :: others ->
      if String.starts_with(arg, "--") do
        read_long(String.slice(arg, 2, String.byte_length(arg)), others, state)
      else if String.starts_with(arg, "-") and arg != "-" and not is_number(arg, state) do
        read_short(String.slice(arg, 1, String.byte_length(arg)), others, state)
      else
        read_loose(arg, others, state)
      end
  end
end

# `-5` is no option where none is named so.
fn is_number(arg :: String, state :: ArgsState) -> Bool do
  Option.is_some(String.to_float(arg)) and
    Option.is_none(short_option(state, String.slice(arg, 1, 2)))
end

fn short_option(state :: ArgsState, letter :: String) -> Option<Arg> do
  List.find(known(state), fn option -> option.short == letter end)
end

fn read_long(
  text :: String,
  others :: List<String>,
  state :: ArgsState
) -> Result<ParsedArgs, ArgsError> do
  let (name, given) = case String.split_once(text, "=") do
    Some((before, value)) -> (before, Some(value))
    None -> (text, None)
  end
  case List.find(known(state), fn option -> option.name == name end) do
    Some(option) -> read_value(option, "--${name}", given, others, state)
    None ->
      if name == "help" do
        Err(ArgsHelp(help(state.command, state.path)))
      else
        Err(
          ArgsMistake(
            "unknown option --${name}" <>
            suggestion(name, List.map(known(state), fn option -> option.name end), "--")
          )
        )
      end
  end
end

fn read_short(
  letters :: String,
  others :: List<String>,
  state :: ArgsState
) -> Result<ParsedArgs, ArgsError> do
  let letter = String.slice(letters, 0, 1)
  let behind = String.slice(letters, 1, String.byte_length(letters))
  case short_option(state, letter) do
    Some(option) ->
      case option.kind do
        ArgFlag -> do
          let next = add(state, option.name, "")
          if behind == "" do read(others, next) else read_short(behind, others, next) end
        end
        _ ->
          read_value(
            option,
            "-${letter}",
            if behind == "" do
              None
            else
              Some(Option.unwrap_or(String.strip_prefix(behind, "="), behind))
            end,
            others,
            state
          )
      end
    None ->
      if letter == "h" do
        Err(ArgsHelp(help(state.command, state.path)))
      else
        Err(ArgsMistake("unknown option -${letter}"))
      end
  end
end

fn read_value(
  option :: Arg,
  shown :: String,
  given :: Option<String>,
  others :: List<String>,
  state :: ArgsState
) -> Result<ParsedArgs, ArgsError> do
  case (option.kind, given, others) do
    (ArgFlag, None, _) -> read(others, add(state, option.name, ""))
    (ArgFlag, Some(value), _) ->
      Err(ArgsMistake("option ${shown} takes no value, found `${value}`"))
    (_, None, []) -> Err(ArgsMistake("option ${shown} needs a value ${option.value}"))
    (_, None, value :: after_it) -> keep_value(option, shown, value, after_it, state)
    (_, Some(value), _) -> keep_value(option, shown, value, others, state)
  end
end

fn keep_value(
  option :: Arg,
  shown :: String,
  value :: String,
  others :: List<String>,
  state :: ArgsState
) -> Result<ParsedArgs, ArgsError> do
  if Map.has_key(state.found, option.name) and not option.many do
    Err(ArgsMistake("option ${shown} is given twice"))
  else
    case mistake(option, value) do
      Some(wanted) -> Err(ArgsMistake("option ${shown} needs ${wanted}, found `${value}`"))
      None -> read(others, add(state, option.name, value))
    end
  end
end

# What the value should be, when it is not.
fn mistake(option :: Arg, value :: String) -> Option<String> do
  case option.kind do
    ArgInt -> if Option.is_none(String.to_int(value)) do Some("a whole number") else None end
    ArgFloat ->
      if Option.is_some(Option.filter(String.to_float(value), Float.is_finite)) do
        None
      else
        Some("a number")
      end
    ArgChoice(choices) ->
      if List.contains(choices, value) do None else Some("one of ${String.join(choices, ", ")}") end
    _ -> None
  end
end

fn add(state :: ArgsState, name :: String, value :: String) -> ArgsState do
  %{state | found: Map.update(state.found, name, [], fn values -> List.append(values, value) end)}
end

fn read_loose(
  arg :: String,
  others :: List<String>,
  state :: ArgsState
) -> Result<ParsedArgs, ArgsError> do
  if List.is_empty(state.command.commands) do
    read(others, %{state | loose: List.append(state.loose, arg)})
  else
    case List.find(state.command.commands, fn inner -> inner.name == arg end) do
      Some(inner) ->
        read(others, %{state |
          command: inner,
          path: List.append(state.path, arg),
          around: known(state)
        })
      None ->
        Err(
          ArgsMistake(
            "unknown command ${arg}" <>
            suggestion(arg, List.map(state.command.commands, fn inner -> inner.name end), "")
          )
        )
    end
  end
end

fn finish(state :: ArgsState) -> Result<ParsedArgs, ArgsError> do
  if not List.is_empty(state.command.commands) do
    Err(
      ArgsMistake("a command is missing: one of ${String.join(List.map(state.command.commands, fn inner -> inner.name end), ", ")}")
    )
  else
    let missing = List.find(known(state), fn option ->
      option.required and not Map.has_key(state.found, option.name)
    end)
    case missing do
      Some(option) -> Err(ArgsMistake("option --${option.name} is missing"))
      None ->
        place(state.command.positions, state.loose, List.reduce(known(state), state.found, fill_in))
          |> Result.map(fn values -> ParsedArgs { commands: state.path, values: values } end)
    end
  end
end

fn fill_in(found :: Map<String, List<String>>, option :: Arg) -> Map<String, List<String>> do
  case option.default do
    Some(value) -> Map.put_new(found, option.name, [value])
    None -> found
  end
end

# Gives the loose arguments to the positions.
fn place(
  positions :: List<Arg>,
  loose :: List<String>,
  found :: Map<String, List<String>>
) -> Result<Map<String, List<String>>, ArgsError> do
  case (positions, loose) do
    ([], []) -> Ok(found)
    ([], extra :: _) -> Err(ArgsMistake("unexpected argument `${extra}`"))
    (position :: others, _) ->
      if position.many do
        place([], [], Map.put(found, position.name, loose))
      else
        case loose do
          value :: after_it -> place(others, after_it, Map.put(found, position.name, [value]))
          [] -> Err(ArgsMistake("argument ${String.to_upper(position.name)} is missing"))
        end
      end
  end
end

# ` (did you mean `x`?)`, or nothing.
fn suggestion(found :: String, names :: List<String>, dashes :: String) -> String do
  case String.closest(found, names) do
    Some(name) -> " (did you mean ${dashes}${name}?)"
    None -> ""
  end
end

# ---- what was found ---------------------------------------------------------------------------------------------

## The values of an option or position, in their order; none when it was not given and has no default.
##
## ```mesh
## let spec = Args.rest(Args.command("cat", "Shows files."), "files", "What to show")
## assert_eq Result.map(Args.parse(spec, []), fn parsed -> Args.all(parsed, "files") end), Ok([])
## ```
pub fn all(parsed :: ParsedArgs, name :: String) -> List<String> =
  Map.get_or(parsed.values, name, [])

## The value of an option or position, if it was given or has a default; the last one of more.
##
## ```mesh
## let spec = Args.option(Args.command("greet", "Greets."), "name", "n", "NAME", "Whom to greet")
## let parsed = Result.unwrap(Args.parse(spec, ["-nann"]))
## assert_eq Args.get(parsed, "name"), Some("ann")
## ```
pub fn get(parsed :: ParsedArgs, name :: String) -> Option<String> = List.final(all(parsed, name))

## Whether an option or position was given, or has a default.
##
## ```mesh
## let spec = Args.flag(Args.command("greet", "Greets."), "loud", "l", "Louder")
## let parsed = Result.unwrap(Args.parse(spec, ["-l"]))
## assert Args.has(parsed, "loud")
## ```
pub fn has(parsed :: ParsedArgs, name :: String) -> Bool = Map.has_key(parsed.values, name)

## How often an option was given: `-vvv` is 3 times.
##
## ```mesh
## let spec = Args.flag(Args.command("greet", "Greets."), "verbose", "v", "Tell more")
## let parsed = Result.unwrap(Args.parse(spec, ["-vv", "--verbose"]))
## assert_eq Args.count(parsed, "verbose"), 3
## ```
pub fn count(parsed :: ParsedArgs, name :: String) -> Int = List.length(all(parsed, name))

## The value as a whole number.
##
## ```mesh
## let spec = Args.int_option(Args.command("serve", "Serves."), "port", "p", "PORT", "Where")
## let parsed = Result.unwrap(Args.parse(spec, ["--port", "80"]))
## assert_eq Args.int(parsed, "port"), Some(80)
## ```
pub fn int(parsed :: ParsedArgs, name :: String) -> Option<Int> =
  Option.and_then(get(parsed, name), String.to_int)

## The value as a number.
##
## ```mesh
## let spec = Args.float_option(Args.command("scale", "Scales."), "by", "b", "FACTOR", "How much")
## let parsed = Result.unwrap(Args.parse(spec, ["-b0.5"]))
## assert_eq Args.float(parsed, "by"), Some(0.5)
## ```
pub fn float(parsed :: ParsedArgs, name :: String) -> Option<Float> =
  Option.and_then(get(parsed, name), String.to_float)

# ---- help -------------------------------------------------------------------------------------------------------

## The help of a command.
##
## ```mesh
## let spec = Args.flag(Args.command("greet", "Greets people."), "loud", "l", "Louder")
## assert String.contains(Args.help(spec), "-l, --loud")
## ```
pub fn help(command :: ArgsSpec) -> String = help(command, [])

# The help of a command that is reached by these names.
fn help(command :: ArgsSpec, path :: List<String>) -> String do
  let about = if command.about == "" do [] else [command.about, ""] end
  let sections = [
    section(
      "Arguments:",
      List.map(command.positions, fn arg -> (shown_position(arg), arg.about) end)
    ),
    section(
      "Options:",
      List.append(List.map(command.options, shown_option), ("-h, --help", "Print this help"))
    ),
    section("Commands:", List.map(command.commands, fn inner -> (inner.name, inner.about) end))
  ]
  String.join(about ++ ["Usage: ${usage(command, path)}"] ++ List.flatten(sections), "\n")
end

fn usage(command :: ArgsSpec, path :: List<String>) -> String do
  let names = if List.is_empty(path) do [command.name] else ["..."] ++ path end
  let inner = if List.is_empty(command.commands) do [] else ["COMMAND"] end
  String.join(names ++ ["[OPTIONS]"] ++ List.map(command.positions, shown_position) ++ inner, " ")
end

fn shown_position(arg :: Arg) -> String do
  if arg.many do "[${String.to_upper(arg.name)}]..." else String.to_upper(arg.name) end
end

fn shown_option(option :: Arg) -> (String, String) do
  let short = if option.short == "" do "    " else "-${option.short}, " end
  let value = if option.value == "" do "" else " ${option.value}" end
  let default = case option.default do
    Some(text) -> " [default: ${text}]"
    None -> if option.required do " [required]" else "" end
  end
  ("${short}--${option.name}${value}", option.about <> default)
end

fn section(title :: String, rows :: List<(String, String)>) -> List<String> do
  if List.is_empty(rows) do
    []
  else
    let width =
      Option.unwrap_or(List.max(List.map(rows, fn row -> String.length(Tuple.first(row)) end)), 0)
    ["", title] ++
      List.map(rows, fn row ->
        String.trim_end("  ${String.pad_right(Tuple.first(row), width)}  ${Tuple.second(row)}")
      end)
  end
end
