##! The end of the program, in order: no more connections, answers to what was asked, everything written and told, watchers sent
##! away.

from Services.StorageWriter import StorageWriter
import Alerts.Courier
import Services.Registry
import Services.Tally
import Services.Tree
import Streaming.Transport

# How long the end may take, and how long clients may take for what they ask.
fn whole_ms() -> Int = 9000

fn answers_ms() -> Int = 4000

## Ends the program with status 0; 1 when something could not be written in time. A second signal ends it at once.
pub fn run() -> () do
  println("[Mesher] Shutting down")
  let until = Timer.now() + whole_ms()
  Tree.stop_listening(answers_ms())
  # From now on only sockets that are open could bring events: they are refused.
  Registry.close()
  let _ = is_written(until)
  Courier.settle(Math.min(4000, Math.max(0, until - Timer.now())))
  Transport.settle(Math.min(1000, Math.max(0, until - Timer.now())))
  Ws.close_all(1001, "the server shuts down")
  # Nobody can be told any more that an event was taken: what was acknowledged until now is written.
  let complete = is_written(until)
  Tally.flush()
  if not complete do
    Log.error("events that were taken could not be written in time")
  end
  Process.halt(if complete do 0 else 1 end)
end

# Whether everything that was taken is written by then.
fn is_written(until :: Int) -> Bool do
  case Registry.writer() do
    None -> true
    Some(writer) ->
      Result.is_ok(StorageWriter.try_when_written(writer, Math.max(1, until - Timer.now())))
  end
end
