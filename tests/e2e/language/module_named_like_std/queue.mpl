pub struct Queue do
  name :: String
end

pub type State do
  Waiting
  Served
end

pub fn join(queue :: Queue, who :: String) -> String = "${who} waits in ${queue.name}"

pub fn shown(queue :: Queue) -> String = "${queue}"
