# args: serve --port=9 -vv --tag a site -t b
# Options, flags, positions and subcommands; help, and what is wrong with arguments.
fn spec() -> ArgsSpec do
  Args.command("tool", "Does things with folders.")
    |> Args.flag("verbose", "v", "Say more; twice for everything")
    |> Args.subcommand(
      Args.command("serve", "Serve a folder")
        |> Args.int_option("port", "p", "PORT", "Where to listen")
        |> Args.default("8080")
        |> Args.option("host", "", "NAME", "On which address")
        |> Args.default("127.0.0.1")
        |> Args.option("tag", "t", "TAG", "What to call it")
        |> Args.repeated()
        |> Args.choice_option("mode", "m", ["fast", "safe"], "How to write")
        |> Args.position("folder", "What to serve")
    )
    |> Args.subcommand(
      Args.command("copy", "")
        |> Args.float_option("limit", "l", "MIB", "At most so much each second")
        |> Args.required()
        |> Args.flag("force", "f", "Even when there is something")
        |> Args.position("from", "The first file")
        |> Args.rest("others", "Further files")
    )
end

fn try(args :: List<String>) -> () do
  case Args.parse(spec(), args) do
    Ok(parsed) -> println("${parsed.commands} ${parsed.values}")
    Err(ArgsHelp(text)) -> println(text)
    Err(ArgsMistake(text)) -> println("wrong: ${text}")
  end
end

fn main() do
  let parsed = Args.parse_or_exit(spec())
  println("${parsed.commands} ${Args.int(parsed, "port")} ${Args.get(parsed, "host")} ${Args.count(parsed, "verbose")} ${Args.all(parsed, "tag")} ${Args.get(parsed, "folder")} ${Args.has(parsed, "mode")} ${Args.int(parsed, "host")}")
  try(["copy", "-fl2.5", "a", "b", "c"])
  try(["copy", "-vfv", "-l=1", "--", "-a", "--help"])
  try(["-v", "copy", "--limit", "-5", "-"])
  try(["serve", "--mode", "safe", "--host=", "x", "-p-1"])
  try(["--help"])
  try(["serve", "-h"])
  try(["copy", "--help"])
  try([])
  try(["server", "x"])
  try(["explode"])
  try(["serve", "--prot", "1", "x"])
  try(["serve", "--zzzzzz", "x"])
  try(["serve", "-x"])
  try(["serve", "--port", "many", "x"])
  try(["serve", "--port"])
  try(["serve", "-p1", "-p", "2", "x"])
  try(["serve", "--verbose=yes", "x"])
  try(["serve", "--mode=quick", "x"])
  try(["serve"])
  try(["serve", "x", "y"])
  try(["copy", "a"])
  try(["copy", "--limit", "1e3x", "a"])
  try(["copy", "--limit", "nan", "a"])
  println("${String.distance("kitten", "sitting")} ${String.distance("", "abc")} ${String.distance("añb", "anb")} ${String.closest("prot", ["port", "host"])} ${String.closest("x", ["y"])} ${String.closest(String.repeat("x", 1000000), ["y"])}")
end
