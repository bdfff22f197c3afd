# Tables of texts, also broken ones, and ones in other forms.
fn semicolons() -> CsvOptions = %{Csv.options() | separator: ";"}

fn crash(f :: Fun() -> String) -> () do
  Process.spawn_monitor(fn -> println(f()) end)
  receive do
    (:down, _, reason) -> println("${reason}")
  end
end

fn main() do
  println("${Csv.parse("a,b\n1,\"x, \"\"y\"\"\nz\"\r\n,\n")}")
  println("${Csv.parse("")} ${Csv.parse("\n\n")} ${Csv.parse("a")} ${Csv.parse("\"\"")} ${Csv.parse(",")}")
  println("${Csv.parse_maps("name,age\nAna,31\nBob,25\n")} ${Csv.parse_maps("name,age\n")} ${Csv.parse_maps("")} ${Csv.parse_maps("a,a\n1,2")}")
  println("${Csv.parse("a;b\n 1 ;'x;y' ", %{semicolons() | quote: "'", trim: true})} ${Csv.parse("a\tb", %{Csv.options() | separator: "\t"})}")
  println("${Csv.parse("a,b\n1", %{Csv.options() | flexible: true})}")
  # Broken
  for text in [
    "a,b\n1,2,3\n",
    "a,b\n1\n",
    "a,b\n1,\"two\n3,4\n",
    "a\n\"b\"c\n",
    "x\n\n\"",
    "a,b\n\n\n1,2,3",
    "a, \"b\"\n",
    "\"a\" ,b\n"
  ] do
    println("${Csv.parse(text)}")
  end
  println("${Csv.parse("a\nb\nc", %{Csv.options() | max_rows: 2})} ${Csv.parse("a,b,c", %{Csv.options() | max_columns: 2})}")
  # Blanks around quotes
  for text in [
    "a, \"b,c\"\n",
    " \"a\"\t, \" b \" ,\n",
    "a \"b\"\n",
    "a, \"b\nc\"\n1,\t\"2\"\n",
    "x, \"y\" z\n"
  ] do
    println("${Csv.parse(text, %{Csv.options() | trim: true}).inspect()}")
  end
  println("${Csv.parse("a\t\t\"b\"\n", %{Csv.options() | trim: true, separator: "\t"}).inspect()}")
  # Writing
  print(Csv.write([
    ["name", "note"],
    ["Ana", "says \"hi\", then\nleaves"],
    ["", " x "],
    ["é", "a;b"]
  ]))
  print(
    Csv.write([["1", "a;b"], ["2"]], %{semicolons() | crlf: true}) |> String.replace("\r\n", "|\n")
  )
  print(Csv.write_maps(["a", "b"], [%{"a" => "1"}, %{"b" => "2", "c" => "3"}]))
  let table = [["a", "b\n\"c\"", ""], ["d,", "é", " "]]
  println("${Csv.parse(Csv.write(table)) == Ok(table)} ${Csv.write([]) == ""} ${Csv.write([[""]]) |> Csv.parse()}")
  # Much of it, in time that is proportional to it
  let big = List.repeat(["1234567890", "x,y", "\"q\""], 100000)
  let text = Csv.write(big)
  println("${String.byte_length(text)} ${Result.map(Csv.parse(text), List.length)}")
  println("${Csv.parse("a,b\n" <> String.repeat("1,2\n", 100000) <> "1\n")} ${Csv.parse(String.repeat("x\n", 100000) <> "\"")}")
  crash(fn -> "${Csv.parse("a", %{Csv.options() | separator: ""})}" end)
  crash(fn -> "${Csv.parse("a", %{Csv.options() | separator: "é"})}" end)
  crash(fn -> "${Csv.parse("a", %{Csv.options() | quote: "\n"})}" end)
  crash(fn -> "${Csv.write([["a"]], %{Csv.options() | quote: ","})}" end)
end
