# Keyword arguments become one map in the last place.
fn tag(name :: String, attributes :: Map<String, String>) -> String do
  let rendered = for {key, value} in attributes do
    " ${key}=\"${value}\""
  end
  "<${name}${String.join(rendered, "")}>"
end

fn total(weights :: Map<String, Int>) -> Int =
  List.reduce(Map.values(weights), 0, fn a, b -> a + b end)

fn main() do
  println(tag("a", href: "/home", class: "link"))
  println(tag("b", %{"id" => "x"}))
  println("${total(one: 1, two: 2, three: 3,)}")
  println("img" |> tag(src: "x.png"))
end
