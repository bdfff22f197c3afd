##! An event on its way to the disk.

from Storage.Entries import Entry, Outcome

pub struct Waiting do
  entry :: Entry
  ## Who waits for what becomes of it; nobody when it was acknowledged before.
  from :: Option<ReplyTo<Outcome>>
end
