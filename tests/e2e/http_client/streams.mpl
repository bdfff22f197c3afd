# driver: streams.py
# Bodies in pieces, in both directions.
fn url(path :: String) -> String = "http://127.0.0.1:${Env.get("PEER", "")}/${path}"

fn show(label :: String, outcome :: Result<HttpResponse, HttpError>) -> () do
  case outcome do
    Ok(answer) -> println("${label}: ${answer.status} ${answer.body}")
    Err(error) -> println("${label}: ${error}")
  end
end

# Pieces of a counter that another actor keeps.
service Pieces do
  fn init(count :: Int) -> Int = count

  call Take() :: Int do |left|
    (left - 1, left)
  end
end

fn pieces(count :: Int, piece :: Bytes) -> Fun() -> Option<Bytes> do
  let left = Pieces.start(count)
  fn -> if Pieces.take(left) > 0 do Some(piece) else None end end
end

actor collector(texts :: List<String>, asker :: Pid<String>) do
  receive do
    "end" -> send(asker, String.join(texts, ""))
    text -> collector(List.append(texts, text), asker)
  end
end

# Where one piece ends is not said, but never within a character.
fn texts(body :: HttpBody, all :: String) -> String do
  case Http.next_text(body) do
    Ok(Some(text)) -> texts(body, all <> text)
    Ok(None) -> all
    Err(error) -> "${all} ${error}"
  end
end

fn main() do
  # One piece after the other, each when it is asked for.
  case Http.open(Http.build(:get, url("pieces"))) do
    Err(error) -> println("open: ${error}")
    Ok(body) -> do
      println("open: ${body.response.status} ${Http.header_of(body.response, "content-type")}")
      println(texts(body, ""))
      println("after the end: ${Http.next(body)}")
    end
  end
  case Http.fold(Http.build(:get, url("pieces")), "", fn all, piece ->
    all <> Bytes.to_hex(piece)
  end) do
    Ok((answer, all)) -> println("fold: ${answer.status} ${all}")
    Err(error) -> println("fold: ${error}")
  end
  # Only what is taken is fetched.
  case Http.open(Http.build(:get, url("endless"))) do
    Err(error) -> println("endless: ${error}")
    Ok(body) -> do
      println("endless: ${Result.map(Http.next(body), Option.is_some)}")
      Http.close(body)
      println("closed: ${Http.next(body)}")
    end
  end
  # To a callback in an actor of its own.
  let into = spawn(collector, [], self())
  let stream = Http.stream(Http.build(:get, url("pieces")), fn text ->
    send(into, text)
    "go on"
  end)
  show("stream", Http.finish(stream))
  send(into, "end")
  receive do
    text -> println("callback: ${text}")
  end
  let stopped = Http.stream(Http.build(:get, url("endless")), fn _ -> "stop" end)
  show("stopped", Http.finish(stopped))
  let cancelled = Http.stream_bytes(Http.build(:get, url("endless")), fn _ -> "go on" end)
  Timer.sleep(50)
  Http.cancel(cancelled)
  show("cancelled", Http.finish(cancelled))
  show("no stream", Http.finish(Http.stream(Http.build(:get, "nowhere"), fn _ -> "" end)))
  # A body that is made while it is sent.
  let post = Http.build(:post, url("count"))
  show("nothing", Http.send(Http.body_stream(post, fn -> None end)))
  show("produced", Http.send(Http.body_stream(post, pieces(3, Bytes.from_string("abc")))))
  show("much", Http.send(Http.body_stream(post, pieces(1000, Bytes.repeat(65, 65536)))))
  # A server that says no before it has all of it, and reads no more.
  show(
    "refused",
    Http.send(
      Http.body_stream(Http.build(:post, url("refuse")), pieces(1000000, Bytes.repeat(65, 65536)))
    )
  )
  show(
    "never read",
    Http.send(
      Http.timeout(
        Http.body_stream(
          Http.build(:post, url("ignore")),
          pieces(1000000, Bytes.repeat(65, 65536))
        ),
        1000
      )
    )
  )
  # A file, whose length is known.
  println("${File.write("file.txt", String.repeat("0123456789", 100000))}")
  show("file", Http.send(Http.body_file(post, "file.txt")))
  println("${File.write("empty.txt", "")}")
  show("empty file", Http.send(Http.body_file(post, "empty.txt")))
end
