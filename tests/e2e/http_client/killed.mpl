# driver: killed.py
# A request ends with its actor, wherever it is: the server sees its connection closed.
fn url(path :: String) -> String = "http://127.0.0.1:${Env.get("PEER", "")}/${path}"

# Once the server has the request of an actor, that is ended.
fn end_at(path :: String, work :: Fun() -> ()) -> () do
  let pid = spawn(work)
  wait_for(path)
  Process.exit(pid, Killed)
end

fn wait_for(path :: String) -> () do
  case Http.get(url("begun/${path}")) do
    Ok(answer) ->
      if answer.body == "yes" do
        ()
      else
        Timer.sleep(20)
        wait_for(path)
      end
    Err(error) -> panic("${error}")
  end
end

fn main() do
  end_at("never", fn ->
    let _ = Http.get(url("never"))
    println("never reached")
  end)
  end_at("endless", fn ->
    let _ =
      Http.fold(Http.build(:get, url("endless")), 0, fn sum, piece -> sum + Bytes.length(piece) end)
    println("never reached")
  end)
  end_at("idle", fn ->
    let body = Http.open(Http.build(:get, url("idle")))
    Timer.sleep(60000)
    println("never reached ${Result.is_ok(body)}")
  end)
  end_at("upload", fn ->
    let endless =
      Http.body_stream(Http.build(:post, url("upload")), fn -> Some(Bytes.repeat(65, 1000)) end)
    let _ = Http.send(endless)
    println("never reached")
  end)
  let others = Job.async(fn -> Http.get(url("hello")) end)
  println("others: ${Result.map(Result.unwrap(Job.await(others)), Http.is_ok)}")
  println("${Result.map(Http.get(url("gone")), fn answer -> answer.body end)}")
end
