##! TOML, the language of settings files: read as the value that the same settings are in JSON. Dates become texts.

@extern("mesh_toml_to_json")
@pure
fn to_json_text(text :: String) -> Result<String, String>

## The value of a text of at most 4 MiB; `Err` names the line.
##
## ```mesh
## assert_eq Result.map(Toml.parse("port = 80\n"), Json.encode), Ok("{\"port\":80}")
## ```
pub fn parse(text :: String) -> Result<Json, String> do
  let json_text = to_json_text(text)?
  Json.parse(json_text)
end

## What a text stands for; `Err` names the line, or the place in the value.
##
## ```mesh
## let ports :: Result<Map<String, Int>, String> = Toml.decode("port = 80\n")
## assert_eq ports, Ok(%{"port" => 80})
## ```
pub fn decode<T>(text :: String) -> Result<T, String> where T: FromJson do
  let json_text = to_json_text(text)?
  Json.decode(json_text)
end
