##! The program: reads its arguments and prints what comes out.

import Count

fn spec() -> ArgsSpec do
  Args.command("sample-project", "Counts the lines and words of files.")
    |> Args.flag("words", "w", "Count words instead of lines")
    |> Args.rest("files", "Which files; standard input without any")
end

fn main() do
  let args = Args.parse_or_exit(spec())
  let count = if Args.has(args, "words") do
    Count.words
  else
    Count.lines
  end
  case Args.all(args, "files") do
    [] -> show("standard input", IO.read_all(), count)
    files -> List.each(files, fn file -> show(file, File.read(file), count) end)
  end
end

fn show(name :: String, text :: Result<String, String>, count :: Fun(String) -> Int) -> () do
  case text do
    Ok(text) -> println("${count(text)} ${name}")
    Err(error) -> do
      IO.eprintln("${name}: ${error}")
      Process.halt(1)
    end
  end
end
