# A program that has come to its end ends, also while it is observed. A port that is taken is told.
actor echo() do
  receive do
    to -> do
      send(to, "ready")
      echo()
    end
  end
end

fn main() do
  let observer = Result.unwrap(Observer.start(0))
  let port = Option.unwrap(Url.port(Result.unwrap(Url.parse(observer.url))))
  println("${Result.is_err(Observer.start(port))}")
  send(spawn(echo), self())
  receive do
    text -> println(text)
  end
end
