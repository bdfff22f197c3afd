# JavaScript cuts texts between the halves of a pair: each half that is left becomes the replacement character.
fn shown(source :: String) -> () do
  case Json.parse(source) do
    Ok(value) -> println(Json.encode(value))
    Err(error) -> println("no: ${error}")
  end
end

fn main() do
  shown("{\"a\\ud800\": \"b\\udc00c\"}")
  shown("\"\\ud83d\\ude00 \\ud83d\"")
  shown("\"\\\\ud800\"")
  shown("\"\\ud800")
end
