# How arguments are read.

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
