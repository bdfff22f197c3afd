##! Events that wait to be written. It never waits for the disk itself, so that groups can form while one is written.

from Storage.Events import Entry

struct Buffer do
  batch :: Int
  capacity :: Int
  # Has what waits written; called when a batch is full, or with the timer.
  commit :: Fun() -> ()
  # Oldest first.
  waiting :: List<Entry>
  dropped :: Int
end

service StorageWriter do
  fn init(batch :: Int, capacity :: Int, commit :: Fun() -> ()) -> Buffer do
    Process.register("storage_writer", self())
    Buffer { batch: batch, capacity: capacity, commit: commit, waiting: [], dropped: 0 }
  end

  ## Takes an entry; above the capacity the oldest goes.
  cast Store(entry :: Entry) do |buffer|
    let taken = within_capacity(%{buffer | waiting: List.append(buffer.waiting, entry)})
    if List.length(taken.waiting) == taken.batch do commit(taken) else taken end
  end

  cast Flush() do |buffer|
    commit(buffer)
  end

  ## Hands over what waits.
  call TakeWaiting() :: List<Entry> do |buffer|
    (%{buffer | waiting: []}, buffer.waiting)
  end

  ## How many events were dropped.
  call Dropped() :: Int do |buffer|
    (buffer, buffer.dropped)
  end
end

fn commit(buffer :: Buffer) -> Buffer do
  let run = buffer.commit
  run()
  buffer
end

fn within_capacity(buffer :: Buffer) -> Buffer do
  let excess = List.length(buffer.waiting) - buffer.capacity
  if excess > 0 do
    %{buffer | waiting: List.drop(buffer.waiting, excess), dropped: buffer.dropped + excess}
  else
    buffer
  end
end
