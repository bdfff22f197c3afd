##! Which events belong together.

from Ingestion.Grouping import Grouping
import Ingestion.Event
import Ingestion.FirstRules
import Ingestion.FourthRules
import Ingestion.Parts

## How a native event is grouped: always by the first rules, which its clients know.
pub fn native(event :: Json) -> Grouping = FirstRules.native(event)

## How a Sentry event is grouped.
pub fn sentry(event :: Json) -> Grouping = FourthRules.of(event)

## The fingerprints that older rules give the event of a kept body, newest rules first: asked when nobody knows its own. An issue
## that one of them leads to takes the event, and is found by its own fingerprint from then on.
pub fn older(form :: String, body :: String) -> List<String> do
  case (form, Json.parse(body)) do
    ("sentry", Ok(event)) -> do
      let canonical = Parts.canonical(event)
      let now = FourthRules.of(canonical).fingerprint
      let own = FirstRules.own_parts(canonical)
      # Nobody repeats what happened very often and means it.
      let is_repeated = List.count(own, FirstRules.is_default) > 3
      # What says nothing was thrown together by rules of the past.
      let is_empty = not List.is_empty(own) and List.all(own, String.is_blank)
      let first = if is_repeated or is_empty do [] else [FirstRules.sentry(canonical)] end
      let all = [FourthRules.third(canonical)] ++ first
      List.reject(List.unique(all), fn one -> one == now end)
    end
    _ -> []
  end
end

## What took part in the grouping of the event of a kept body: `{"version":4,"rule":..,"fingerprint":..,"parts":[..]}`.
pub fn explain(form :: String, body :: String) -> Json do
  case (form, Json.parse(body)) do
    (_, Err(_)) -> JsonNull
    ("sentry", Ok(event)) -> explained(Parts.canonical(event))
    (_, Ok(event)) -> told(1, native(event))
  end
end

## The same of a Sentry event.
pub fn explained(event :: Json) -> Json = told(Event.grouping_version(), sentry(event))

fn told(version :: Int, found :: Grouping) -> Json do
  json { version: version, rule: found.rule, fingerprint: found.fingerprint, parts: found.parts }
end
