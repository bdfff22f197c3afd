##! Which events belong together.

from Ingestion.Grouping import Grouping
import Ingestion.FirstRules
import Ingestion.Parts
import Ingestion.ThirdRules

## How a native event is grouped: always by the first rules, which its clients know.
pub fn native(event :: Json) -> Grouping = FirstRules.native(event)

## How a Sentry event is grouped.
pub fn sentry(event :: Json) -> Grouping = ThirdRules.of(event)

## The fingerprints that older rules give the event of a kept body, newest rules first: asked when nobody knows its own. An issue
## that one of them leads to takes the event, and is found by its own fingerprint from then on.
pub fn older(form :: String, body :: String) -> List<String> do
  case (form, Json.parse(body)) do
    ("sentry", Ok(event)) -> do
      let canonical = Parts.canonical(event)
      let (now, before) = (ThirdRules.of(canonical).fingerprint, FirstRules.sentry(canonical))
      # Nobody repeats what happened very often and means it.
      let repeated = List.count(FirstRules.own_parts(canonical), FirstRules.is_default) > 3
      if before == now or repeated do [] else [before] end
    end
    _ -> []
  end
end

## What took part in the grouping of the event of a kept body: `{"version":3,"rule":..,"fingerprint":..,"parts":[..]}`.
pub fn explain(form :: String, body :: String) -> Json do
  case Json.parse(body) do
    Err(_) -> JsonNull
    Ok(event) -> do
      let found = if form == "sentry" do sentry(Parts.canonical(event)) else native(event) end
      json { version: if form == "sentry" do 3 else 1 end, rule: found.rule, fingerprint: found.fingerprint, parts: found.parts }
    end
  end
end
