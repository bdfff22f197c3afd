##! What Mesher counts for those who watch it (`GET /metrics`): every name stands here once.

## Events that are stored.
pub fn accepted() -> Counter =
  Metrics.counter("mesher_events_accepted_total", "Events that were stored")

## Events that were refused: `reason` is one of a few words of ours, never a text of a client.
pub fn rejected(reason :: String) -> Counter do
  Metrics.counter("mesher_events_rejected_total", "Events that were refused").labelled(
    reason: reason
  )
end

## Events of issues that take no more.
pub fn discarded() -> Counter =
  Metrics.counter("mesher_events_discarded_total", "Events of discarded issues")

## Events that were taken and lost: where.
pub fn dropped(stage :: String) -> Counter do
  Metrics.counter(
    "mesher_events_dropped_total",
    "Events that were taken and could not be kept"
  ).labelled(stage: stage)
end

## Items of envelopes by their type.
pub fn item(kind :: String) -> Counter do
  Metrics.counter("mesher_envelope_items_total", "Items of envelopes").labelled(%{"type" => kind})
end

## What clients say that they dropped themselves.
pub fn client_discarded(reason :: String, category :: String) -> Counter do
  let all = Metrics.counter("mesher_client_discarded_total", "What clients dropped, as they report")
  all.labelled(reason: reason, category: category)
end

## What was not kept, or in part, of anything.
pub fn outcome(category :: String, outcome :: String) -> Counter do
  Metrics.counter(
    "mesher_outcomes_total",
    "What became of what was sent, where it was not simply stored"
  ).labelled(category: category, outcome: outcome)
end

## From the head of a request with an event to its answer.
pub fn ingest_seconds() -> Histogram do
  let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]
  Metrics.histogram(
    "mesher_ingest_seconds",
    "Time from a request with an event to its answer",
    bounds
  )
end

## One transaction of the writer.
pub fn flush_seconds() -> Histogram do
  let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0]
  Metrics.histogram("mesher_flush_seconds", "Time for one transaction of the writer", bounds)
end

## Events that wait for the writer.
pub fn writer_queue() -> Gauge =
  Metrics.gauge("mesher_writer_queue", "Events that wait for the writer")

## Watchers of streams.
pub fn stream_clients() -> Gauge = Metrics.gauge("mesher_stream_clients", "Watchers of streams")

## Texts that watchers did not take in time.
pub fn stream_dropped() -> Counter =
  Metrics.counter("mesher_stream_dropped_total", "Texts that watchers did not take in time")

## Watchers that do not keep up at this moment.
pub fn stream_behind() -> Gauge =
  Metrics.gauge("mesher_stream_behind", "Watchers that do not keep up")

## Watchers whose connection broke or fell silent.
pub fn stream_lost() -> Counter =
  Metrics.counter("mesher_stream_lost_total", "Watchers whose connection broke or fell silent")

## Issues by their status.
pub fn issues(status :: String) -> Gauge =
  Metrics.gauge("mesher_issues", "Issues").labelled(status: status)

## Alerts by the condition that fired.
pub fn alerts(condition :: String) -> Counter do
  Metrics.counter("mesher_alerts_total", "Alerts that fired").labelled(condition: condition)
end

## Tries to deliver an alert: `delivered`, `again` or `failed`.
pub fn deliveries(channel :: String, result :: String) -> Counter do
  Metrics.counter("mesher_alert_deliveries_total", "Tries to deliver alerts").labelled(
    channel: channel,
    result: result
  )
end

## Alerts that wait for their delivery.
pub fn deliveries_waiting() -> Gauge =
  Metrics.gauge("mesher_alert_deliveries_waiting", "Alerts that wait for their delivery")
