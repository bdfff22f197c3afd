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
