# exit: 1
# stderr: waits for ever

# An observer keeps no program going: who waits for a message that nobody is left to send is told so.
fn main() do
  let observer = Result.unwrap(Observer.start(0))
  println("${String.starts_with(observer.url, "http://127.0.0.1:")}")
  println("${HTTP.get(Option.unwrap(List.at(String.split(observer.url, "#"), 0)) <> "observer.css") |> Result.is_ok()}")
  receive do
    n -> println("${n + 1}")
  end
end
