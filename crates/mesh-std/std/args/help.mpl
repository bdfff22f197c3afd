# The text of help.

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
