##! Help with searches: completion, and searches that are kept.

from Api.Asked import answered
from Api.Context import Context, failure, internal, success
from Api.Guard import Role, Caller
from Search.Query import Completion
from Search.Terms import Meaning
from Storage.Projects import Project
import Api.Asked
import Api.Guard
import Api.IssueFilters
import Search.Query
import Search.Terms
import Storage.Clock
import Storage.Members
import Storage.Searches
import Storage.Values

## Adds the routes of this module.
pub fn routes(router :: Router, context :: Context) -> Router do
  router
    |> HTTP.on_get("/api/v1/projects/:project/search/complete", fn request ->
      complete(context, request)
    end)
    |> HTTP.on_get("/api/v1/projects/:project/searches", fn request -> saved(context, request) end)
    |> HTTP.on_post("/api/v1/projects/:project/searches", fn request -> keep(context, request) end)
    |> HTTP.on_post("/api/v1/projects/:project/searches/:search/delete", fn request ->
      forget(context, request)
    end)
end

# ---- completion -------------------------------------------------------------------------------------------------

struct Suggestion do
  # What stands there then.
  text :: String
  hint :: String
end deriving(Json, Eq, Hash)

fn most_suggestions() -> Int = 20

# `GET /api/v1/projects/:project/search/complete`: what could stand at a place of a search.
fn complete(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn _, project ->
    let text = Asked.text(request, "q")
    let end_of_text = String.length(text)
    let place = Int.clamp(
      Option.unwrap_or(String.to_int(Asked.text(request, "at")), end_of_text),
      0,
      end_of_text
    )
    let completion = Query.at(text, place)
    answered(suggestions(context.db, project, completion), fn found ->
      success(json {
        from: completion.from,
        to: place,
        suggestions: List.take(found, most_suggestions())
      })
    end)
  end)
end

fn suggestions(
  db :: Db,
  project :: Project,
  completion :: Completion
) -> Result<List<Suggestion>, DbError> do
  case completion.name do
    None -> names(db, project, completion.prefix)
    Some(name) -> do
      let prefix = Option.unwrap_or(String.strip_prefix(completion.prefix, "\""), completion.prefix)
      values(db, project, Terms.meaning(name), prefix)
    end
  end
end

fn names(db :: Db, project :: Project, prefix :: String) -> Result<List<Suggestion>, DbError> do
  let ours = List.filter_map(Terms.names(), fn((name, _, hint)) ->
    if begins(name, prefix) do Some(Suggestion { text: name <> ":", hint: hint }) else None end
  end)
  let known = List.map(Terms.names(), fn((name, _, _)) -> name end)
  let tags = List.filter(Values.names(db, project.id, prefix, most_suggestions())?, fn name ->
    not List.contains(known, name)
  end)
  Ok(ours ++ List.map(tags, fn name -> Suggestion { text: as_name(name), hint: "a tag" } end))
end

fn begins(text :: String, prefix :: String) -> Bool =
  String.starts_with(String.to_lower(text), String.to_lower(prefix))

fn as_name(tag :: String) -> String do
  if Regex.is_match(~r/^[\p{L}\p{N}_.\-]+$/, tag) and Terms.meaning(tag) == ValueOf(tag) do
    tag <> ":"
  else
    "tag[${tag}]:"
  end
end

fn values(
  db :: Db,
  project :: Project,
  meaning :: Meaning,
  prefix :: String
) -> Result<List<Suggestion>, DbError> do
  case meaning do
    IsState -> Ok(fixed(Terms.states(), prefix))
    IsLevel -> Ok(fixed(Terms.levels(), prefix))
    IsAssigned -> do
      let members = Members.of_org(db, project.org_id)?
      let people = List.filter_map(members, fn member ->
        if begins(member.email, prefix) or begins(member.display_name, prefix) do
          Some(Suggestion { text: as_value(member.email), hint: member.display_name })
        else
          None
        end
      end)
      Ok(fixed(["me", "none"], prefix) ++ people)
    end
    HasValue -> do
      let ours = ["assigned", "dist", "environment", "release", "transaction", "user"]
      let found = Values.names(db, project.id, prefix, most_suggestions())?
      Ok(List.unique(fixed(ours, prefix) ++ fixed(found, prefix)))
    end
    ValueOf(name) -> Ok(counted(Values.values(db, project.id, name, prefix, most_suggestions())?))
    ColumnOf(name) -> Ok(counted(Values.columns(db, project.id, name, prefix, most_suggestions())?))
    CountOf(_) | TimeOf(_) | TextOf -> Ok([])
  end
end

fn counted(found :: List<(String, Int)>) -> List<Suggestion> do
  List.map(found, fn((value, issues)) ->
    Suggestion { text: as_value(value), hint: issues_of(issues) }
  end)
end

fn issues_of(count :: Int) -> String = if count == 1 do "1 issue" else "${count} issues" end

fn fixed(all :: List<String>, prefix :: String) -> List<Suggestion> do
  List.map(
    List.filter(all, fn one -> begins(one, prefix) end),
    fn one -> Suggestion { text: one, hint: "" } end
  )
end

# As it has to be written.
fn as_value(value :: String) -> String do
  if Regex.is_match(~r/^[^\s"\[\]*!,]+$/, value) do
    value
  else
    "\"" <> String.replace(String.replace(value, "\\", "\\\\"), "\"", "\\\"") <> "\""
  end
end

# ---- kept searches ----------------------------------------------------------------------------------------------

# `GET /api/v1/projects/:project/searches`
fn saved(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    answered(Searches.all(context.db, project.id, Guard.user_of(caller)), fn searches ->
      success(searches)
    end)
  end)
end

struct Wish do
  name :: String
  @json(default)
  query :: String
  @json(default)
  sort :: String
  shared :: Option<Bool>
end deriving(Json)

# `POST /api/v1/projects/:project/searches`
fn keep(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    case Wish.from_json(request.body) do
      Err(_) -> failure(400, "invalid json: name, query, sort and shared are expected")
      Ok(given) -> do
        let wish = %{given |
          name: String.trim(Asked.clean(given.name)),
          query: Asked.clean(given.query)
        }
        Option.unwrap_or_else(wrong(wish), fn -> kept(context, project, caller, wish) end)
      end
    end
  end)
end

fn wrong(wish :: Wish) -> Option<Response> do
  if String.is_blank(wish.name) or String.length(wish.name) > 100 do
    Some(failure(400, "a name has 1 to 100 characters"))
  else if Result.is_err(IssueFilters.sort_of(wish.sort)) do
    Some(failure(400, Result.unwrap_err(IssueFilters.sort_of(wish.sort))))
  else
    Option.map(Result.err(Query.parse(wish.query, Clock.now())), IssueFilters.problem)
  end
end

fn kept(context :: Context, project :: Project, caller :: Caller, wish :: Wish) -> Response do
  let user = if Option.unwrap_or(wish.shared, true) do None else Guard.user_of(caller) end
  let sort = if wish.sort == "" do "last_seen" else wish.sort end
  case Searches.add(context.db, project.id, user, wish.name, wish.query, sort) do
    Ok(Some(id)) -> HTTP.response(201, Json.encode(json { id: id }))
    Ok(None) -> failure(409, "there are ${Searches.most()} searches already")
    Err(Constraint(Unique, _)) -> failure(409, "there is a search of that name")
    Err(error) -> internal(error)
  end
end

# `POST /api/v1/projects/:project/searches/:search/delete`
fn forget(context :: Context, request :: Request) -> Response do
  Guard.project(context, request, Member, fn caller, project ->
    let id = Option.unwrap_or(Request.param(request, "search"), "")
    answered(Searches.delete(context.db, project.id, Guard.user_of(caller), id), fn count ->
      success(json { status: "ok", affected: count })
    end)
  end)
end
