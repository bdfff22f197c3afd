# What was found.

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
