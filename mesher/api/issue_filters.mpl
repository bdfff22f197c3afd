##! Which issues a request asks for.

from Api.Context import failure
from Search.Terms import Problem
from Storage.IssueLists import Filter, Sort
import Api.Asked
import Search.Query
import Storage.Clock

## What the query of a request asks for, or the answer that says what is wrong with it.
pub fn of(request :: Request) -> Result<Filter, Response> do
  let terms = Result.map_err(Query.parse(Asked.text(request, "q"), Clock.now()), problem)?
  let filter = Result.map_err(plain_filter(request), fn reason -> failure(400, reason) end)?
  Ok(%{filter | terms: terms})
end

## The issues that a search lets through.
pub fn of_search(query :: String) -> Result<Filter, Response> do
  let terms = Result.map_err(Query.parse(query, Clock.now()), problem)?
  Ok(Filter {
    statuses: [],
    level: "",
    assigned_to: "",
    environment: "",
    terms: terms,
    since: None,
    sort: LastSeen,
    beyond: None,
    limit: 0
  })
end

## `{"error","at","length"}`: what is wrong with a search, and where.
pub fn problem(problem :: Problem) -> Response = HTTP.response(400, Json.encode(problem))

fn plain_filter(request :: Request) -> Result<Filter, String> do
  let sort = sort_of(Asked.text(request, "sort"))?
  let level = Asked.text(request, "level")
  if not List.contains(["", "fatal", "error", "warning", "info", "debug"], level) do
    Err("invalid level: must be fatal, error, warning, info, or debug")
  else
    Ok(Filter {
      statuses: statuses(Asked.text(request, "status"))?,
      level: level,
      assigned_to: Asked.text(request, "assigned_to"),
      environment: Asked.text(request, "environment"),
      terms: [],
      since: Asked.time(Asked.text(request, "since"), "since")?,
      sort: sort,
      beyond: Asked.cursor(request, sort == LastSeen or sort == FirstSeen)?,
      limit: Asked.limit(request, 25, 100)
    })
  end
end

fn statuses(text :: String) -> Result<List<String>, String> do
  if text == "" do
    Ok([])
  else if List.contains(["unresolved", "resolved", "archived", "discarded"], text) do
    Ok([text])
  else
    Err("invalid status: must be unresolved, resolved, archived, or discarded")
  end
end

## The order of that name.
pub fn sort_of(name :: String) -> Result<Sort, String> do
  case name do
    "" | "last_seen" -> Ok(LastSeen)
    "first_seen" -> Ok(FirstSeen)
    "event_count" -> Ok(EventCount)
    "users" -> Ok(UserCount)
    "trend" -> Ok(Trend)
    _ -> Err("invalid sort: must be last_seen, first_seen, event_count, users, or trend")
  end
end
