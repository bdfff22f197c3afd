# driver: browser.py
# needs: chromium
# A browser, over TLS: its WebSocket, its stream of events, its cookies, many requests at once over HTTP/2, and a form.
fn page() -> String = """
<!doctype html>
<title>test</title>
<script>
const say = text => fetch("/said", {method: "POST", body: text});
const step = async (name, work) => {
  try { await say(name + ": " + await work()); } catch (error) { await say(name + ": failed, " + error); }
};
const socket = () => new Promise((done, failed) => {
  const ws = new WebSocket("wss://" + location.host + "/ws", ["other", "echo"]);
  const got = [];
  ws.binaryType = "arraybuffer";
  ws.onopen = () => { ws.send("ä text"); ws.send(new Uint8Array([1, 2, 255])); ws.send("x".repeat(1000000)); ws.send("close"); };
  ws.onmessage = event => got.push(typeof event.data === "string" ? event.data.slice(0, 20) + event.data.length : [...new Uint8Array(event.data)].join());
  ws.onclose = event => done([ws.protocol, ...got, event.code, event.reason, event.wasClean].join(" | "));
  ws.onerror = () => failed("error");
});
const events = () => new Promise(done => {
  const source = new EventSource("/events");
  const got = [];
  source.addEventListener("note", event => { got.push(event.lastEventId + "=" + event.data); });
  source.onmessage = event => { got.push(event.data); source.close(); done(got.join(" | ")); };
});
const many = async () => {
  const all = await Promise.all([...Array(40).keys()].map(n => fetch("/number/" + n).then(answer => answer.text())));
  return all.map(Number).reduce((a, b) => a + b);
};
const protocol = async () => (await fetch("/version").then(answer => answer.text()));
const cookies = async () => {
  await fetch("/set");
  return document.cookie + " | " + await fetch("/cookies").then(answer => answer.text());
};
(async () => {
  await step("protocol", protocol);
  await step("socket", socket);
  await step("events", events);
  await step("many", many);
  await step("cookies", cookies);
  await say("done");
})();
</script>
"""

fn main() do
  let router = HTTP.router()
    |> HTTP.on_get("/", fn _ ->
      HTTP.response(200, page()) |> HTTP.with_header("content-type", "text/html; charset=utf-8")
    end)
    |> HTTP.on_post("/said", fn request ->
      println(Request.body(request))
      HTTP.response(204, "")
    end)
    |> HTTP.on_get("/version", fn request -> HTTP.response(200, Request.version(request)) end)
    |> HTTP.on_get("/number/:n", fn request ->
      HTTP.response(200, Option.unwrap_or(Request.param(request, "n"), ""))
    end)
    |> HTTP.on_get("/events", fn _ ->
      HTTP.events_with(20, fn out ->
        ServerEvent.send(out, %{ServerEvent.new("first\nsecond") |
          name: Some("note"),
          id: Some("7")
        })
        Timer.sleep(100)
        ServerEvent.send(out, ServerEvent.new("last"))
        Timer.sleep(60000)
      end)
    end)
    |> HTTP.on_get("/set", fn _ ->
      HTTP.response(204, "")
        |> Cookie.set(Cookie.new("hidden", "a b"))
        |> Cookie.set(%{Cookie.new("seen", "c;d") | http_only: false})
    end)
    |> HTTP.on_get("/cookies", fn request -> HTTP.response(200, Cookie.all(request).inspect()) end)
    |> HTTP.on_get("/ws", fn request ->
      case Ws.upgrade_with(request, %{Ws.options() | protocols: ["echo"]}) do
        None -> ()
        Some(conn) ->
          Ws.run_messages(
            conn,
            fn it, message ->
              case message do
                Text("close") -> Ws.close(it, 4000, "as asked")
                Text(text) -> Result.unwrap_or(Ws.send(it, text), ())
                Binary(bytes) -> Result.unwrap_or(Ws.send_bytes(it, bytes), ())
              end
            end,
            fn _, _, _ -> () end
          )
      end
      HTTP.response(101, "")
    end)
  let server = spawn(fn ->
    HTTP.serve_tls_on(router, "127.0.0.1", Env.get_int("PORT", 0), "one.pem", "one.key")
  end)
  Process.wait_signal()
  HTTP.drain(server, 1000)
  Process.halt(0)
end
