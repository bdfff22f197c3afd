##! Figures for those who watch a program: counters, gauges and histograms with labels, and their text as Prometheus reads it. To count
##! takes some tens of nanoseconds and waits for nobody.

# What the runtime knows a metric with its labels by.
@opaque
type Series

## What only grows: requests, errors. A name that ends with `_total`, by custom.
pub struct Counter do
  series :: Series
end deriving()

## What goes up and down: connections, a temperature.
pub struct Gauge do
  series :: Series
end deriving()

## How values are spread: times, sizes. A name that ends with their unit, by custom: `_seconds`, `_bytes`.
pub struct Histogram do
  series :: Series
end deriving()

@extern("mesh_metrics_counter")
fn counter_series(name :: String, help :: String) -> Series

@extern("mesh_metrics_gauge")
fn gauge_series(name :: String, help :: String) -> Series

@extern("mesh_metrics_histogram")
fn histogram_series(name :: String, help :: String, bounds :: List<Float>) -> Series

@extern("mesh_metrics_labelled")
fn labelled_series(series :: Series, names :: List<String>, values :: List<String>) -> Series

## The counter of this name, from whatever place of the program; `help` is for readers. Crashes when the name is no name, or that of another
## kind of metric.
##
## ```mesh
## let requests = Metrics.counter("requests_total", "Requests that were answered")
## Metrics.increment(requests)
## assert String.contains(Metrics.render(), "requests_total 1")
## ```
pub fn counter(name :: String, help :: String) -> Counter =
  Counter { series: counter_series(name, help) }

## The gauge of this name.
##
## ```mesh
## let rooms = Metrics.gauge("rooms", "Rooms that are open")
## Metrics.set(rooms, 3.0)
## assert String.contains(Metrics.render(), "rooms 3")
## ```
pub fn gauge(name :: String, help :: String) -> Gauge = Gauge { series: gauge_series(name, help) }

## The histogram of this name, for times in seconds from 5 ms to 10 s.
##
## ```mesh
## let took = Metrics.histogram("took_seconds", "Time for an answer")
## Metrics.observe(took, 0.02)
## assert String.contains(Metrics.render(), "took_seconds_bucket{le=\"0.025\"} 1")
## ```
pub fn histogram(name :: String, help :: String) -> Histogram do
  histogram(name, help, [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0])
end

## The histogram of this name, with upper bounds of its parts, in their order.
##
## ```mesh
## let sizes = Metrics.histogram("sizes_bytes", "Sizes of answers", [1000.0, 1000000.0])
## Metrics.observe(sizes, 2048.0)
## assert String.contains(Metrics.render(), "sizes_bytes_bucket{le=\"1000\"} 0")
## ```
pub fn histogram(name :: String, help :: String, bounds :: List<Float>) -> Histogram do
  Histogram { series: histogram_series(name, help, bounds) }
end

## What can have labels.
pub interface Labelled do
  ## The same metric with labels: `requests.labelled(method: "GET")`. Keep the result where much is counted. One metric has at most 1,000 sets of
  ## labels; what would be one more is counted under `overflow="true"`.
  fn labelled(self, labels :: Map<String, String>) -> Self
end

fn with_labels(series :: Series, labels :: Map<String, String>) -> Series do
  labelled_series(series, Map.keys(labels), Map.values(labels))
end

impl Labelled for Counter do
  fn labelled(self, labels :: Map<String, String>) -> Counter =
    Counter { series: with_labels(self.series, labels) }
end

impl Labelled for Gauge do
  fn labelled(self, labels :: Map<String, String>) -> Gauge =
    Gauge { series: with_labels(self.series, labels) }
end

impl Labelled for Histogram do
  fn labelled(self, labels :: Map<String, String>) -> Histogram =
    Histogram { series: with_labels(self.series, labels) }
end

@extern("mesh_metrics_count")
fn count(series :: Series, by :: Int) -> ()

## Counts one more.
##
## ```mesh
## let requests = Metrics.counter("requests_total", "Requests that were answered")
## Metrics.increment(requests.labelled(method: "GET"))
## assert String.contains(Metrics.render(), "requests_total{method=\"GET\"} 1")
## ```
pub fn increment(counter :: Counter) -> () = count(counter.series, 1)

## Counts so many more. Crashes on less than none.
##
## ```mesh
## let sent = Metrics.counter("sent_bytes_total", "Bytes that were sent")
## Metrics.add(sent, 512)
## assert String.contains(Metrics.render(), "sent_bytes_total 512")
## ```
pub fn add(counter :: Counter, by :: Int) -> () = count(counter.series, by)

@extern("mesh_metrics_set")
fn set_series(series :: Series, value :: Float) -> ()

@extern("mesh_metrics_change")
fn change_series(series :: Series, by :: Float) -> ()

## Sets the gauge.
##
## ```mesh
## let temperature = Metrics.gauge("temperature", "In degrees")
## Metrics.set(temperature, 21.5)
## assert String.contains(Metrics.render(), "temperature 21.5")
## ```
pub fn set(gauge :: Gauge, value :: Float) -> () = set_series(gauge.series, value)

## Adds to the gauge; takes away with a number below zero.
##
## ```mesh
## let open = Metrics.gauge("connections", "Connections that are open")
## Metrics.change(open, 2.0)
## Metrics.change(open, -1.0)
## assert String.contains(Metrics.render(), "connections 1")
## ```
pub fn change(gauge :: Gauge, by :: Float) -> () = change_series(gauge.series, by)

@extern("mesh_metrics_observe")
fn observe_series(series :: Series, value :: Float) -> ()

## Notes a value. NaN is left out, for it lies in no part and no sum goes on with it.
##
## ```mesh
## let took = Metrics.histogram("took_seconds", "Time for an answer")
## Metrics.observe(took, 0.5)
## assert String.contains(Metrics.render(), "took_seconds_sum 0.5")
## ```
pub fn observe(histogram :: Histogram, value :: Float) -> () =
  observe_series(histogram.series, value)

@extern("mesh_metrics_seconds")
@reads
fn seconds() -> Float

## Does some work and notes how many seconds it took.
##
## ```mesh
## let took = Metrics.histogram("took_seconds", "Time for an answer")
## assert_eq Metrics.time(took, fn -> 6 * 7 end), 42
## assert String.contains(Metrics.render(), "took_seconds_count 1")
## ```
pub fn time<T>(histogram :: Histogram, work :: Fun() -> T) -> T do
  let begin = seconds()
  let result = work()
  observe(histogram, seconds() - begin)
  result
end

## All of it as Prometheus reads it (text format 0.0.4), with what the runtime knows of itself: `mesh_actors`, `mesh_run_queue_length`,
## `mesh_mailbox_messages`, `mesh_mailbox_longest`, `mesh_heap_bytes`, `mesh_turns_total`, `mesh_workers`, `mesh_io_tasks`,
## `mesh_io_polls_total`, `mesh_io_busy_seconds_total`, and of the process:
## `process_resident_memory_bytes`, `process_open_fds`, `process_cpu_seconds_total`.
##
## ```mesh
## assert String.contains(Metrics.render(), "mesh_actors")
## ```
@extern("mesh_metrics_render")
@reads
pub fn render() -> String
