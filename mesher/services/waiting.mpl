##! What one client sent, on its way to the disk: written in one transaction, or not at all.

from Storage.Entries import Entry, Outcome, Refusal

pub struct Waiting do
  project_id :: String
  ## In their order; one, or those of a list.
  entries :: List<Entry>
  ## Who waits for what becomes of each; nobody when they were acknowledged before.
  from :: Option<ReplyTo<Result<List<Outcome>, Refusal>>>
end

## How many events these are.
pub fn events(waiting :: List<Waiting>) -> Int =
  List.reduce(waiting, 0, fn sum, one -> sum + List.length(one.entries) end)
