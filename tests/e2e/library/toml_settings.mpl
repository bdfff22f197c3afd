# Settings in TOML are read as the same settings in JSON.
fn main() do
  println("${Toml.parse("""
    title = "a \\"quoted\\" text"
    count = 1_000
    ratio = 2.0
    on = true
    when = 2024-05-17T08:30:00Z
    list = [1, [2, 3], { x = "y" }]

    [server]
    port = 8080
    'odd key' = 'C:\\path'

    [[users]]
    name = "Ana"
    [[users]]
    name = "Bob"
    """)}")
  for bad in [
    "a = ",
    "a = 1\nb = = 2\n",
    "a = 1\na = 2",
    "[x\n",
    "a = \"x",
    "a = 99999999999999999999",
    "= 1"
  ] do
    println("${Toml.parse(bad)}")
  end
  println("${Toml.parse("")} ${Toml.parse("x = inf")} ${Result.is_err(Toml.parse("a = " <> String.repeat("[", 100000)))} ${Toml.parse(String.repeat("#", 5000000))}")
  let ports :: Result<Map<String, Int>, String> = Toml.decode("a = 1\nb = 2")
  let wrong :: Result<Map<String, Int>, String> = Toml.decode("a = 1\nb = 'x'")
  println("${ports} ${Result.is_err(wrong)}")
end
