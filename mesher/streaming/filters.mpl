##! Which events a watcher wants, and which room that is.

from Ingestion.Fields import present

## Values that pass; none lets everything pass. Both must hold.
pub struct Filters do
  levels :: List<String>
  environments :: List<String>
end deriving(Eq, Debug)

## Everything passes.
pub fn open() -> Filters = Filters { levels: [], environments: [] }

## Of one filter, and of the text of a value.
fn most_values() -> Int = 50

fn most_characters() -> Int = 200

## The filters of a `subscribe` message, or what is wrong with them.
pub fn parse(filters :: Json) -> Result<Filters, String> do
  Ok(Filters { levels: values(filters, "level")?, environments: values(filters, "environment")? })
end

fn values(filters :: Json, name :: String) -> Result<List<String>, String> do
  case present(filters, name) do
    None | Some(JsonString("")) -> Ok([])
    Some(JsonString(value)) -> bounded([value], name)
    Some(JsonArray(all)) -> bounded(List.try_map(all, text)?, name)
    Some(_) -> Err("filter parse failed")
  end
end

fn text(value :: Json) -> Result<String, String> do
  case value do
    JsonString(text) -> Ok(text)
    _ -> Err("filter parse failed")
  end
end

# Sorted and once each: filters that mean the same share a room.
fn bounded(values :: List<String>, name :: String) -> Result<List<String>, String> do
  if List.length(values) > most_values() do
    Err("too many values for ${name} (max ${most_values()})")
  else if List.any(values, fn value -> String.length(value) > most_characters() end) do
    Err("a value for ${name} is too long (max ${most_characters()} characters)")
  else
    Ok(List.sorted(List.unique(values)))
  end
end

## Whether an event passes: its level, and what its environment filter compares with.
pub fn pass(filters :: Filters, level :: String, environments :: List<String>) -> Bool do
  passes(filters.levels, [level]) and passes(filters.environments, environments)
end

fn passes(wanted :: List<String>, found :: List<String>) -> Bool do
  List.is_empty(wanted) or List.any(found, fn one -> List.contains(wanted, one) end)
end

## The room of those who watch a project with these filters.
pub fn room(project_id :: String, filters :: Filters) -> String do
  if filters == open() do
    "project:${project_id}"
  else
    "project:${project_id}?${Json.encode([filters.levels, filters.environments])}"
  end
end
