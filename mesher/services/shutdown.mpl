##! The end of the program, in order: no more connections, answers to what was asked, everything written and told, watchers sent away.

from Services.EventProcessor import EventProcessor
from Services.EventStore import EventStore
from Services.Registry import Pipeline
import Services.Registry
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
  let last = Registry.close()
  let _ = write(last, until)
  Transport.settle(Math.min(1000, Math.max(0, until - Timer.now())))
  Ws.close_all(1001, "the server shuts down")
  # Nobody can be told any more that an event was taken: what was acknowledged until now is written.
  let complete = write(last, until)
  if not complete do
    IO.eprintln("[Mesher] Events that were taken could not be written in time")
  end
  Process.halt(if complete do 0 else 1 end)
end

fn write(last :: Option<Pipeline>, until :: Int) -> Bool do
  case last do
    None -> true
    Some(pipeline) -> do
      let left = Math.max(0, until - Timer.now())
      let writing = Job.async(fn ->
        # A processor that answers has handed on all that was before.
        for processor in pipeline.processors do EventProcessor.processed(processor, left) end
        EventStore.drain(pipeline.store, left)
      end)
      Result.is_ok(Job.await_timeout(writing, left))
    end
  end
end
