##! Tables of texts (RFC 4180): fields with a separator between them, rows in lines, quotes around what holds either.

## How a table is written down, and how large one may be that is read.
pub struct CsvOptions do
  # One ASCII character.
  separator :: String
  # One ASCII character.
  quote :: String
  # Whether rows may have more or fewer fields than the first.
  flexible :: Bool
  # Whether blanks around fields are left out.
  trim :: Bool
  # Whether lines end with CR LF when they are written; both are read.
  crlf :: Bool
  max_rows :: Int
  max_columns :: Int
end

## Commas, double quotes, rows of one length, a million rows of 10,000 fields at most.
##
## ```mesh
## let options = %{Csv.options() | separator: ";"}
## assert_eq Csv.parse("a;b\n", options), Ok([["a", "b"]])
## ```
pub fn options() -> CsvOptions do
  CsvOptions {
    separator: ",",
    quote: "\"",
    flexible: false,
    trim: false,
    crlf: false,
    max_rows: 1000000,
    max_columns: 10000
  }
end

@extern("mesh_csv_parse")
@pure
fn parse_with(
  text :: String,
  separator :: Int,
  quote :: Int,
  flexible :: Int,
  trim :: Int,
  rows :: Int,
  columns :: Int
) -> Result<List<List<String>>, String>

@extern("mesh_csv_write")
@pure
fn write_with(rows :: List<List<String>>, separator :: Int, quote :: Int, crlf :: Int) -> String

## The rows of a text; `Err` names the line.
##
## ```mesh
## assert_eq Csv.parse("a,\"b,c\"\n"), Ok([["a", "b,c"]])
## ```
pub fn parse(text :: String) -> Result<List<List<String>>, String> = parse(text, options())

## The rows of a text that is written in this way; `Err` names the line.
pub fn parse(text :: String, options :: CsvOptions) -> Result<List<List<String>>, String> do
  let (separator, quote) = marks(options)
  parse_with(
    text,
    separator,
    quote,
    number(options.flexible),
    number(options.trim),
    options.max_rows,
    options.max_columns
  )
end

## The rows behind the first, each by the names that the first row gives; `Err` names the line, or a name that is there twice.
##
## ```mesh
## assert_eq Csv.parse_maps("name,age\nann,41\n"), Ok([%{"name" => "ann", "age" => "41"}])
## ```
pub fn parse_maps(text :: String) -> Result<List<Map<String, String>>, String> =
  parse_maps(text, options())

## The same for a text that is written in this way.
pub fn parse_maps(
  text :: String,
  options :: CsvOptions
) -> Result<List<Map<String, String>>, String> do
  case parse(text, options)? do
    [] -> Ok([])
    names :: rows -> do
      let twice =
        List.find(Map.to_list(List.frequencies(names)), fn entry -> Tuple.second(entry) > 1 end)
      case twice do
        Some((name, _)) -> Err("line 1: two columns are named `${name}`")
        None -> Ok(List.map(rows, fn row -> Map.from_list(List.zip(names, row)) end))
      end
    end
  end
end

## The text of rows; fields have quotes where they need them.
##
## ```mesh
## assert_eq Csv.write([["a", "b,c"]]), "a,\"b,c\"\n"
## ```
pub fn write(rows :: List<List<String>>) -> String = write(rows, options())

## The text of rows, written in this way.
pub fn write(rows :: List<List<String>>, options :: CsvOptions) -> String do
  let (separator, quote) = marks(options)
  write_with(rows, separator, quote, number(options.crlf))
end

## The text of maps: the names in the first row, then their values; what is missing is empty.
##
## ```mesh
## assert_eq Csv.write_maps(["name", "age"], [%{"name" => "ann"}]), "name,age\nann,\n"
## ```
pub fn write_maps(names :: List<String>, rows :: List<Map<String, String>>) -> String do
  write(
    [names] ++
    List.map(rows, fn row -> List.map(names, fn name -> Map.get_or(row, name, "") end) end)
  )
end

fn number(is :: Bool) -> Int = if is do 1 else 0 end

fn marks(options :: CsvOptions) -> (Int, Int) do
  let separator = mark("separator", options.separator)
  let quote = mark("quote", options.quote)
  if separator == quote do
    panic("separator and quote are the same: ${options.quote.inspect()}")
  end
  (separator, quote)
end

fn mark(name :: String, text :: String) -> Int do
  case String.code_points(text) do
    [point] -> if point < 128 and point != 10 and point != 13 do point else bad_mark(name, text) end
    _ -> bad_mark(name, text)
  end
end

fn bad_mark(name :: String, text :: String) -> Int =
  panic("the ${name} of a table is one ASCII character, not ${text.inspect()}")
