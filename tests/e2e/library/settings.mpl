# Settings of environment and file into structs: defaults, ranges, secrets, nesting, and all mistakes at once.
struct Pool do
  @default(5)
  @range(1, 100)
  size :: Int
  @default("1.5")
  @range(-10, 10)
  factor :: Float
end deriving(Config, Debug)

struct Database do
  @env("DATABASE_URL")
  url :: Secret<Url>
  pool :: Pool
  replica :: Option<Secret<String>>
end deriving(Config, Debug)

struct Settings do
  @default(8080)
  @range(1, 65535)
  port :: Int
  @default("127.0.0.1, ::1")
  hosts :: List<String>
  @default(false)
  debug :: Bool
  @default("30s")
  patience :: Duration
  @range(0, 9)
  level :: Option<Int>
  home :: Option<Url>
  db :: Database
  @default("text with \"quotes\", a \\ and \${dollar} \#{hash}")
  motto :: String
end deriving(Config, Debug)

struct Pair<A, B> do
  left :: A
  right :: B
end deriving(Config, Debug)

fn show(source :: Result<ConfigSource, String>) -> () do
  let settings :: Result<Settings, String> = Result.and_then(source, Config.read)
  case settings do
    Ok(found) -> println("${found}")
    Err(mistakes) -> println(mistakes)
  end
  println("--")
end

fn main() do
  let url = "postgres://me:hidden@db/app"
  show(Ok(Config.variables(%{"DATABASE_URL" => url})))
  show(Ok(Config.variables(%{
    "DATABASE_URL" => url,
    "PORT" => " 443 ",
    "HOSTS" => "",
    "DEBUG" => "YES",
    "PATIENCE" => "PT2M",
    "LEVEL" => "9",
    "HOME" => "http://x",
    "DB_POOL_SIZE" => "7",
    "DB_POOL_FACTOR" => "-2.5",
    "DB_REPLICA" => "more secrets",
    "MOTTO" => ""
  })))
  # All that is wrong, once each; what is secret is not shown.
  show(Ok(Config.variables(%{
    "DATABASE_URL" => "hidden text",
    "PORT" => "0",
    "DEBUG" => "perhaps",
    "PATIENCE" => "1 month",
    "LEVEL" => "10",
    "HOME" => "x",
    "DB_POOL_SIZE" => "99999999999999999999",
    "DB_POOL_FACTOR" => "NaN"
  })))
  show(Ok(Config.variables(%{})))
  show(Ok(Config.variables(%{"DATABASE_URL" => url, "PORT" => String.repeat("x", 1000000)})))
  # Files: the environment comes first.
  let base = Config.variables(%{"PORT" => "1"})
  show(Config.with_text(base, "app.toml", """
    port = 2
    hosts = ["a", "b,c"]
    debug = true
    database_url = "sqlite:x"
    [db.pool]
    size = 3
    factor = 2
    """))
  show(
    Config.with_text(
      base,
      "app.toml",
      "prot = 3\nhosts = 5\n[db]\nurl = 'sqlite:x'\n[db.pool]\nsize = 'many'"
    )
  )
  show(
    Config.with_text(
      base,
      ".env",
      "\n# comment\nexport DATABASE_URL='sqlite:x' # behind\nDEBUG=on # comment\nDB_POOL_SIZE=4\nMOTTO=\"a # b\"\nPORT=9\n"
    )
  )
  show(Config.with_text(base, ".env", "DATABASE_URL=sqlite:x\nnonsense\n"))
  show(Config.with_text(base, ".env", "MOTTO=\"open\n"))
  show(Config.with_text(base, "app.toml", "port = = 1"))
  show(Config.with_file(base, "/no/such/file.toml"))
  show(Config.with_file(base, "/"))
  # Quotes, escapes and comments
  for line in [
    "\"abc\\\"def\\n\\\\\\$\"",
    " # the default",
    "'it\\n' # raw",
    "'it''s'",
    "\"a\"b",
    "\"a\\d\"",
    "\"a\\",
    "#fff",
    "a#b\t# c",
    "\"a # b\" # c"
  ] do
    let read = Result.and_then(
      Config.with_text(Config.variables(%{}), ".env", "LEFT=${line}\nRIGHT=1"),
      fn source -> do
        let found :: Result<Pair<String, Int>, String> = Config.read(source)
        found
      end
      end
    )
    println(Result.map(read, fn pair -> pair.left.inspect() end).inspect())
  end
  # Generic structs, prefixes, what is there of the environment.
  let pair :: Result<Pair<Int, List<Float>>, String> =
    Config.read(Config.variables(%{"APP_LEFT" => "1", "APP_RIGHT" => "1.5,2"}), "APP")
  println("${pair}")
  let none :: Result<Pair<Option<Pair<Int, Int>>, Int>, String> =
    Config.read(Config.variables(%{"RIGHT" => "1"}))
  let half :: Result<Pair<Option<Pair<Int, Int>>, Int>, String> =
    Config.read(Config.variables(%{"RIGHT" => "1", "LEFT_LEFT" => "2"}))
  println("${none} ${half}")
  let environment :: Result<Pair<String, Int>, String> = Config.load()
  println("${environment}")
  let hidden = Config.secret("visible")
  println("${hidden} ${hidden.inspect()} ${[hidden]} ${Config.reveal(hidden)} ${hidden == Config.secret("visible")}")
end
