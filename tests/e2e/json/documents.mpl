# Reading documents: nested structs, options, lists, maps, sums, generics, wrong input.
struct Author do
  name :: String
  email :: Option<String>
end deriving(Json, Debug)

type Block do
  Paragraph(String)
  Image(url :: String, width :: Int)
  Rule
end deriving(Json, Debug)

struct Post do
  id :: Int
  title :: String
  score :: Float
  published :: Bool
  author :: Author
  tags :: List<String>
  meta :: Map<String, Int>
  blocks :: List<Block>
end deriving(Json)

struct Page<T> do
  items :: List<T>
  next :: Option<Int>
end deriving(Json)

fn load(text :: String) -> Post!String = Post.from_json(text)

fn outcome(text :: String) -> String do
  case load(text) do
    Ok(post) -> "${post.title} by ${post.author.name}, ${List.length(post.blocks)} blocks"
    Err(why) -> "error: ${why}"
  end
end

fn doc_of(field :: String, value :: String) -> String do
  let fields = %{
    "id" => "7",
    "title" => "\"T\"",
    "score" => "1.5",
    "published" => "true",
    "author" => "{\"name\":\"Ann\",\"email\":null}",
    "tags" => "[\"a\"]",
    "meta" => "{\"views\":3}",
    "blocks" => "[]"
  }
  let changed = Map.put(fields, field, value)
  "{" <>
    String.join(
      for {k, v} in changed do
        "\"${k}\":${v}"
      end,
      ","
    ) <>
    "}"
end

fn main() do
  let post = Post {
    id: 1,
    title: "Hello",
    score: 2.0,
    published: false,
    author: Author { name: "Bo", email: Some("b@x") },
    tags: ["x", "y"],
    meta: %{"views" => 10, "likes" => 2},
    blocks: [Paragraph("hi"), Image("a.png", 640), Rule]
  }
  let text = Json.encode(post)
  println(text)
  println(outcome(text))
  case load(text) do
    Ok(again) -> println("${again.blocks.inspect()} ${again.meta} ${again.author}")
    Err(why) -> println(why)
  end
  println(outcome(doc_of("unknown", "[1,{\"a\":null}]")))
  println(
    outcome(
      doc_of(
        "blocks",
        "[{\"tag\":\"Rule\",\"fields\":[]},{\"tag\":\"Paragraph\",\"fields\":[\"p\"]}]"
      )
    )
  )
  println(outcome(doc_of("id", "\"seven\"")))
  println(outcome(doc_of("score", "4")))
  println(outcome(doc_of("published", "1")))
  println(outcome(doc_of("tags", "{}")))
  println(outcome(doc_of("author", "{\"email\":\"e\"}")))
  println(outcome(doc_of("author", "{\"name\":\"NoMail\"}")))
  println(outcome(doc_of("blocks", "[{\"tag\":\"Video\",\"fields\":[]}]")))
  println(outcome("{\"id\": 1}"))
  let page :: Page<Author>!String =
    Page.from_json("{\"items\":[{\"name\":\"A\"},{\"name\":\"B\",\"email\":\"b\"}],\"next\":2}")
  case page do
    Ok(p) -> println("${p.items} ${p.next} ${Json.encode(p)}")
    Err(why) -> println(why)
  end
  let numbers :: List<Option<Int>>!String = Json.decode("[1, null, 3]")
  println("${numbers}")
end
