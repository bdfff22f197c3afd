##! Whole numbers from a start up to, but without, a stop.

## `start..stop`
pub fn new(start :: Int, stop :: Int) -> Range = Range { start: start, stop: stop }

## How many numbers there are.
pub fn length(range :: Range) -> Int do
  if range.stop > range.start do range.stop - range.start else 0 end
end

## The numbers as a list.
pub fn to_list(range :: Range) -> List<Int> = for n in range do n end

## Applies `f` to each number.
pub fn map<T>(range :: Range, f :: Fun(Int) -> T) -> List<T> = for n in range do f(n) end

## The numbers for which `keep` is true.
pub fn filter(range :: Range, keep :: Fun(Int) -> Bool) -> List<Int> = for n in range when keep(n) do n end
