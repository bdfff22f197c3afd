struct User do
  name :: String
  tags :: List<String>
end

fn page(user :: User, n :: Int) -> String do
  """
  <h1>${user.name}</h1>
    <ul>${String.join(for tag in user.tags do "<li>${tag}</li>" end, "")}</ul>
  <p>He said "hi" #{n + 1} times: ${if n > 1 do "often ${"very ${"very"}"} often" else "once" end}</p>
  """
end

fn main() do
  println("tab[\t] quote[\"] backslash[\\] dollar[\${x}] hash[\#{x}]")
  println("two
lines")
  println("$ and # and {} and $5 and #5 and }{")
  println("map ${%{"k" => %{"inner" => 1}}} braces ${%{}} ${[Some("}")]}")
  println("call ${String.join(["a", "b"], "${","}")} ${fn_in_text("x")} #{"hash"}")
  println("multi ${
    1 +
    2
  } line")
  let user = User { name: "Ann", tags: ["a", "b"] }
  print(page(user, 2))
  println("")
  println("""one "quoted" ${user.name} line""")
  println("""
    indented
      more
    back
    """)
  println("""

  blank lines stay

  """)
  let crlf = "a\r\nb"
  println("${String.byte_length(crlf)} ${String.byte_length("\0")} ${String.length("\n\t\\")}")
end

fn fn_in_text(x :: String) -> String = "<${x |> String.to_upper() |> fn s -> "${s}!" end}>"
