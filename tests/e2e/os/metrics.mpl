# Counters, gauges, histograms with labels, from many actors; their text; limits; the runtime's own figures.
fn crash(f :: Fun() -> ()) -> String do
  let (_, _) = Process.spawn_monitor(f)
  receive do
    (:down, _, reason) -> "${reason}"
  end
end

fn own(line :: String) -> Bool =
  not (String.contains(line, "mesh_") or String.contains(line, "process_"))

fn requests() -> Counter = Metrics.counter("http_requests_total", "Requests \\ with\nlines")

fn value(name :: String) -> Float do
  let lines = List.filter(String.lines(Metrics.render()), fn line ->
    String.starts_with(line, name <> " ")
  end)
  case lines do
    line :: _ -> Option.unwrap_or(String.to_float(List.get(String.split(line, " "), 1)), -1.0)
    [] -> -2.0
  end
end

actor idle() do
  receive do
    1 -> ()
  end
end

fn main() do
  requests().labelled(method: "GET", path: "/a\"b\\c\nd").increment()
  let gets = requests().labelled(method: "GET")
  gets.add(3)
  gets.labelled(method: "PUT").increment()
  let jobs = for _ in 0..8 do
    Job.async(fn ->
      for _ in 0..10_000 do
        Metrics.increment(requests().labelled(method: "POST"))
      end
    end)
  end
  for job in jobs do
    let _ = Job.await(job)
  end
  let load = Metrics.gauge("load", "")
  load.set(2.5)
  load.change(-3.0)
  let _ = Metrics.counter("nothing_total", "Not counted yet")
  let size = Metrics.histogram("size_bytes", "Sizes", [1.0, 10.0, 100.0])
  for n in [0.5, 1.0, 1.5, 10.0, 99.0, 100.5, 1000.0] do
    size.observe(n)
  end
  size.labelled(kind: "x").observe(5.0)
  let took = Metrics.histogram("took_seconds", "Times")
  println("${took.time(fn -> 42 end)}")
  println(
    String.join(
      List.filter(String.lines(Metrics.render()), fn line ->
        own(line) and not String.contains(line, "took")
      end),
      "\n"
    )
  )
  println("${value("took_seconds_count") == 1.0} ${value("took_seconds_sum") < 100.0} ${value("took_seconds_bucket{le=\"+Inf\"}") == 1.0}")
  # Limits and mistakes.
  for n in 0..1500 do
    requests().labelled(user: "${n}").increment()
  end
  println("${value("http_requests_total{overflow=\"true\"}") > 400.0} ${value("mesh_metrics_label_sets_left_out_total{metric=\"http_requests_total\"}") > 400.0}")
  println(crash(fn -> Metrics.gauge("load", "").set(1.0) end))
  println(crash(fn -> Metrics.counter("load", "").increment() end))
  println(crash(fn -> Metrics.counter("a b", "").increment() end))
  println(crash(fn -> Metrics.counter("1a", "").increment() end))
  println(crash(fn -> requests().add(-1) end))
  println(crash(fn -> requests().labelled(%{"a-b" => "c"}).increment() end))
  println(crash(fn -> size.labelled(le: "c").observe(1.0) end))
  println(crash(fn -> Metrics.histogram("h", "", [2.0, 1.0]).observe(1.0) end))
  println(crash(fn -> Metrics.histogram("size_bytes", "", [2.0]).observe(1.0) end))
  # The runtime's own.
  let actors = value("mesh_actors")
  let pids = for _ in 0..100 do
    spawn(idle)
  end
  for pid in pids do
    for _ in 0..5 do
      send(pid, 2)
    end
  end
  println("${value("mesh_actors") >= actors + 100.0} ${value("mesh_mailbox_messages") >= 500.0} ${value("mesh_mailbox_longest") >= 5.0}")
  println("${value("mesh_turns_total") > 0.0} ${value("mesh_workers") >= 1.0} ${value("mesh_heap_bytes") > 0.0} ${value("mesh_run_queue_length") >= 0.0} ${value("mesh_io_tasks") >= 0.0} ${value("mesh_io_polls_total") >= 0.0} ${value("mesh_io_busy_seconds_total") >= 0.0}")
  println("${value("process_resident_memory_bytes") > 1_000_000.0} ${value("process_open_fds") >= 3.0} ${value("process_cpu_seconds_total") > 0.0}")
  for pid in pids do
    send(pid, 1)
  end
  let odd = Metrics.histogram("odd", "", [1.0])
  Metrics.observe(odd, Float.nan())
  Metrics.observe(odd, 0.5)
  println("${value("odd_count")} ${value("odd_sum")}")
end
