# modes: debug release
# Files of the project are in the program: of a folder those below it, by their paths; of a file its content.
fn listed() -> Embedded = embed("web/")

actor counter(web :: Embedded, asker :: Pid<Int>) do
  send(asker, List.length(Embedded.files(web)))
end

actor main_actor() do
  spawn(counter, listed(), self())
  receive do
    n -> println("${n} files in another actor")
  end
end

fn main() do
  let web = listed()
  for file in Embedded.files(web) do
    println("${file.path} ${Bytes.length(file.bytes)}")
  end
  println("${Option.map(Embedded.get(web, "css/style.css"), fn bytes -> Bytes.to_string_lossy(bytes) end)}")
  println("${Embedded.get(web, ".hidden")} ${Embedded.get(web, "web/index.html")}")
  println("${Embedded.text(embed("web/index.html"))}${Embedded.text(embed("./note.txt"))}")
  let pixel = Embedded.bytes(embed("web/pixel.bin"))
  println("${Bytes.at(pixel, 255)} ${Bytes.slice(pixel, 0, 3) == Bytes.from_list([0, 1, 2])}")
  println("${Bytes.concat(pixel, pixel) |> Bytes.length()} ${Map.get(%{pixel => "a key"}, pixel)} ${web == listed()}")
  println("${Bytes.is_empty(Embedded.bytes(embed("web/empty.dat")))}")
  spawn(main_actor)
end
