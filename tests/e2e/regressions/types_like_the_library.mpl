type Json do
  Null
  Text(String)
end deriving(Eq, Ord, Display, Debug, Hash)

struct Range do
  start :: Int
end

type Option<T> do
  Some(T)
  None
end deriving(Display)

type ReplyTo do
  ReplyTo
end

service Store do
  fn init() -> Map<String, Json> = %{}

  call Get(key :: String) :: Json do |m|
    (m, Map.get_or(m, key, Null))
  end

  cast Put(key :: String, value :: Json) do |m|
    Map.put(m, key, value)
  end
end

fn main() do
  let s = Store.start()
  Store.put(s, "a", Text("x"))
  println("${Store.get(s, "a")} ${Store.get(s, "b")} ${Range { start: 3 }} ${Some(1)} ${ReplyTo}")
  let r = for i in 0..3 do
    i
  end
  println("${r} ${Map.fetch(%{1 => 2}, 1)} ${List.first([1])}")
end
