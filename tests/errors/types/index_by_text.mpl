# A value of which nothing is known and that is asked for a text is a map; of one that was told to be wrong nothing more is said.
fn name(params) -> String do
  params["name"]
end

fn main() do
  println(name(%{"name" => "Ada"}))
  println(name(["Ada"]))
  #            ^^^^^^^ E0001
  let table = mising()
  #           ^^^^^^ E0004
  println("${table["a"]} ${table["a"]["b"]}")
end
