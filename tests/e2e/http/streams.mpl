# driver: streams.py
# Answers that are made while they are sent, and events: parts arrive when they are written, a producer waits for its client, ends with
# it, and breaks the answer off when it crashes. Over both versions of HTTP.

fn count_up(out :: BodyWriter, at :: Int) -> () do
  if HTTP.write(out, "${at} ${String.repeat("x", 100000)}\n") do
    println("sent ${at}")
    count_up(out, at + 1)
  end
end

fn main() do
  let router = HTTP.router()
    |> HTTP.limits(%{HTTP.default_limits() | drain_ms: 3000})
    |> HTTP.on_get("/parts", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        for at in 0..3 do
          HTTP.write(out, "part ${at}\n")
          HTTP.write(out, "")
          HTTP.write_bytes(out, Bytes.from_list([35, 10]))
        end
      end)
        |> HTTP.with_header("X-Made", "yes")
    end)
    |> HTTP.on_post("/ignored", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        HTTP.write(out, "not read\n")
        ()
      end)
    end)
    |> HTTP.on_get("/large", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        for _ in 0..20 do
          HTTP.write(out, String.repeat("x", 500000))
        end
      end)
    end)
    |> HTTP.on_get("/broken", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        HTTP.write(out, "begun\n")
        panic("in the middle")
      end)
    end)
    |> HTTP.on_get("/endless", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        Process.on_exit(fn -> println("the producer ends") end)
        count_up(out, 0)
      end)
    end)
    |> HTTP.on_get("/waits", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        Process.on_exit(fn -> println("the one that waits ends") end)
        HTTP.write(out, "begun\n")
        Timer.sleep(60000)
      end)
    end)
    |> HTTP.on_get("/stubborn", fn _ ->
      HTTP.stream(200, "text/plain", fn out ->
        Process.trap_exit(true)
        HTTP.write(out, "begun\n")
        println("stubborn: ${wait_gone(out)}")
      end)
    end)
    |> HTTP.on_get("/events", fn _ ->
      HTTP.events_with(100, fn out ->
        ServerEvent.send(out, ServerEvent.new("one"))
        ServerEvent.send(out, %{ServerEvent.new("two\nlines\r\nmore\rend") |
          name: Some("note\nx"),
          id: Some("7"),
          retry: Some(500)
        })
        Timer.sleep(350)
        ServerEvent.send(out, ServerEvent.new(""))
        ()
      end)
    end)
    |> HTTP.on_get("/bad", fn _ -> HTTP.stream(99, "text/plain", fn _ -> () end) end)
  let server = spawn(fn -> HTTP.serve_on(router, "127.0.0.1", Env.get_int("PORT", 0)) end)
  Process.wait_signal()
  println("drained: ${HTTP.drain(server, 20000)}")
  Process.halt(0)
end

fn wait_gone(out :: BodyWriter) -> String do
  if HTTP.write(out, "more\n") do
    Timer.sleep(20)
    wait_gone(out)
  else
    "nobody reads"
  end
end
