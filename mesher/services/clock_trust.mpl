##! Whether the clock of the day can be believed: one that leaps while the program runs was set, perhaps wrongly, and nothing is
##! to be deleted for that.

## What the two clocks said when they were believed last, in ms: that of the day less the one that only goes forward.
pub struct Trust do
  apart :: Int
  ## Since when, on the clock that only goes forward, they have said something else.
  doubted :: Option<Int>
end deriving(Eq, Debug)

fn hour() -> Int = 3600000

# A clock that stays where it was put is right after so long.
fn patience() -> Int = 24 * hour()

## The clocks as they are at the start.
pub fn begin(day :: Int, steady :: Int) -> Trust = Trust { apart: day - steady, doubted: None }

## Looks at the clocks again: what is thought of them, and whether they are believed. One that was put back makes nothing old.
pub fn look(trust :: Trust, day :: Int, steady :: Int) -> (Trust, Bool) do
  let leap = day - steady - trust.apart
  case trust.doubted do
    _ when leap <= hour() -> (begin(day, steady), true)
    Some(since) when steady - since >= patience() -> (begin(day, steady), true)
    Some(_) -> (trust, false)
    None -> (%{trust | doubted: Some(steady)}, false)
  end
end
