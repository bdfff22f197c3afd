# emulator: no, its `vfork` is a `fork`: that a program cannot be run is not known in time
# Programs that are run: arguments as they are, environment, input, output, exit codes, signals, time, too much output.
fn run(program :: String, args :: List<String>) -> Command = Command.new(program, args)

fn shown(result :: Result<CommandResult, String>) -> String do
  case result do
    Ok(done) ->
      "${done.ending} [${Bytes.to_string_lossy(done.output)}] [${Bytes.to_string_lossy(done.errors)}]"
    Err(error) -> "Err(${error})"
  end
end

fn shell(text :: String) -> Command = run("/bin/sh", ["-c", text])

fn main() do
  println(shown(run("echo", ["-n", "a b", "$HOME", "*", "'; echo no"]).run()))
  println(shown(shell("echo out; echo err >&2; exit 3") |> Command.run()))
  println(shown(shell("kill -9 $$") |> Command.run()))
  println(shown(run("cat", []) |> Command.run()))
  println(shown(run("cat", []) |> Command.input("some\ninput") |> Command.run()))
  println(
    shown(run("head", ["-c", "3"]) |> Command.input(String.repeat("x", 5_000_000)) |> Command.run())
  )
  println(shown(run("pwd", []) |> Command.in_folder("/usr") |> Command.run()))
  println(
    shown(
      shell("echo $A-$B-$HOME")
        |> Command.env("A", "1")
        |> Command.env("A", "2")
        |> Command.without_env("HOME")
        |> Command.env("B", "=b")
        |> Command.run()
    )
  )
  println(
    shown(run("env", []) |> Command.clean_env() |> Command.env("ONLY", "this") |> Command.run())
  )
  println("${Command.text(run("echo", ["hello"]))} ${Command.text(shell("echo why >&2; exit 4"))} ${Command.text(shell("printf '\\377'"))}")
  # What cannot be run.
  println(shown(run("no-such-program-here", []) |> Command.run()))
  println(shown(run("/no/such/program", []) |> Command.run()))
  println(shown(run("/etc/passwd", []) |> Command.run()))
  println(shown(run("/", []) |> Command.run()))
  println(shown(run("echo", []) |> Command.in_folder("/no/such/folder") |> Command.run()))
  println(shown(run("echo", []) |> Command.env("A=B", "") |> Command.run()))
  println("${Result.is_err(Command.run(run("echo", ["a\0b"])))} ${Result.is_err(Command.run(run("", [])))}")
  # A text without a first line that names what reads it is no program: no shell is asked.
  let script = Result.unwrap(File.temporary())
  let _ = File.write(script, "echo a shell has run this")
  let _ = File.set_mode(script, 0o700)
  println("${Result.is_err(Command.run(run(script, [])))}")
  # Time and room.
  println(shown(run("sleep", ["1000"]) |> Command.timeout(50) |> Command.run()))
  println(
    shown(shell("sleep 1000 & echo started; exit 0") |> Command.timeout(200) |> Command.run())
  )
  println(shown(run("yes", []) |> Command.max_output(100_000) |> Command.run()))
  println(shown(shell("yes >&2") |> Command.max_output(100_000) |> Command.run()))
  println(
    shown(
      shell("head -c 1000 /dev/zero | tr '\\0' a | head -c 3")
        |> Command.max_output(3)
        |> Command.run()
    )
  )
end
