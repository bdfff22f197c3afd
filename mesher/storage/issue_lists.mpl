##! Lists of issues: which ones, in which order, page by page.

from Search.Terms import Term, About, Wanted
from Storage.Clock import now, shown
from Storage.Issues import Issue
import Storage.Dashboard
import Storage.Issues

## Which issues are asked for. "" lets everything pass.
pub struct Filter do
  ## One of several; none lets all pass.
  statuses :: List<String>
  level :: String
  assigned_to :: String
  environment :: String
  ## Conditions of the search language.
  terms :: List<Term>
  ## Only those seen since then.
  since :: Option<Int>
  sort :: Sort
  ## The sorted value and the id of the last issue of the page before.
  beyond :: Option<(Int, String)>
  limit :: Int
end

pub type Sort do
  LastSeen
  FirstSeen
  EventCount
  UserCount
  ## By how much more often it happened in the last 24 hours than in those before.
  Trend
end deriving(Eq, Debug)

pub struct Page do
  issues :: List<Issue>
  ## Where the next page begins, if there is one.
  next :: Option<(Int, String)>
end

## A list without pages ends after so many.
pub fn most_bare() -> Int = 1000

## The unresolved issues, latest first.
pub fn unresolved(db :: Db, project_id :: String) -> Result<List<Issue>, DbError> do
  Db.all(db, sql"""
    ${Issues.select()} WHERE i.project_id = ${project_id} AND i.status = 'unresolved'
    ORDER BY i.last_seen DESC, i.id DESC LIMIT ${most_bare()}
    """)
end

## One page of the issues that a filter lets through, for a user, if it is one.
pub fn page(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  filter :: Filter
) -> Result<Page, DbError> do
  paged(db, filter, places(db, project_id, user, filter)?)
end

## The same of several projects: the first of each, sorted.
pub fn page_of_all(
  db :: Db,
  project_ids :: List<String>,
  user :: Option<String>,
  filter :: Filter
) -> Result<Page, DbError> do
  let all = List.flatten(List.try_map(project_ids, fn project_id ->
    places(db, project_id, user, filter)
  end)?)
  paged(db, filter, List.reverse(List.sort_by(all, fn((id, sorted)) -> (sorted, id) end)))
end

# Ids and sorted values. One more than asked for tells whether there are more.
fn places(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  filter :: Filter
) -> Result<List<(String, Int)>, DbError> do
  let value = value_of(filter.sort)
  let wanted = Sql.join(
    conditions(db, project_id, user, filter)? ++ beyond(filter.sort, value, filter.beyond),
    sql" AND "
  )
  Db.all(db, sql"""
    SELECT i.id, ${value} AS sorted FROM issues i WHERE ${wanted} ORDER BY ${order(filter.sort)} LIMIT ${filter.limit + 1}
    """)
end

fn paged(db :: Db, filter :: Filter, ids :: List<(String, Int)>) -> Result<Page, DbError> do
  let taken = List.take(ids, filter.limit)
  let next = if List.length(ids) > filter.limit do
    Option.map(List.final(taken), fn((id, sorted)) -> (sorted, id) end)
  else
    None
  end
  Ok(Page { issues: by_ids(db, List.map(taken, fn((id, _)) -> id end))?, next: next })
end

## The issues of these ids, in this order.
pub fn by_ids(db :: Db, ids :: List<String>) -> Result<List<Issue>, DbError> do
  let found :: List<Issue> =
    Db.all(db, sql"${Issues.select()} WHERE i.id IN ${ids} AND i.deleted_at IS NULL")?
  let by_id = List.index_by(found, fn issue -> issue.id end)
  Ok(List.filter_map(ids, fn id -> Map.fetch(by_id, id) end))
end

## The ids of the issues that a filter lets through, at most so many, latest first.
pub fn ids(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  filter :: Filter,
  limit :: Int
) -> Result<List<String>, DbError> do
  let wanted = Sql.join(conditions(db, project_id, user, filter)?, sql" AND ")
  Db.all(
    db,
    sql"SELECT i.id FROM issues i WHERE ${wanted} ORDER BY i.last_seen DESC, i.id DESC LIMIT ${limit}"
  )
end

# ---- order ------------------------------------------------------------------------------------------------------

fn value_of(sort :: Sort) -> Sql do
  case sort do
    LastSeen -> sql"i.last_seen"
    FirstSeen -> sql"i.first_seen"
    EventCount -> sql"i.event_count"
    UserCount -> sql"i.user_count"
    Trend -> do
      let hour = Dashboard.this_hour()
      # What did not happen for a day has no trend, and is not counted.
      sql"""
        (CASE WHEN i.last_seen < ${(hour - 24) * Dashboard.hour_micros()} THEN 0 ELSE
          (SELECT coalesce(sum(CASE WHEN h.hour > ${hour - 24} THEN h.events ELSE -h.events END), 0) FROM issue_hours h
            WHERE h.issue_id = i.id AND h.hour > ${hour - 48}) END)
        """
    end
  end
end

# Columns by their names, which indexes have; what is computed by its place.
fn order(sort :: Sort) -> Sql do
  case sort do
    Trend -> sql"sorted DESC, i.id DESC"
    other -> sql"${value_of(other)} DESC, i.id DESC"
  end
end

fn beyond(sort :: Sort, value :: Sql, last :: Option<(Int, String)>) -> List<Sql> do
  case last do
    None -> []
    Some((sorted, id)) ->
      case sort do
        Trend -> [sql"(${value} < ${sorted} OR (${value} = ${sorted} AND i.id < ${id}))"]
        _ -> [sql"(${value}, i.id) < (${sorted}, ${id})"]
      end
  end
end

# ---- conditions -------------------------------------------------------------------------------------------------

# Of so many issues their ids are taken, and these are sorted; more are met soon when issues are gone through in their order.
fn most_ids() -> Int = 300

# Those that a condition excludes are not met soon. So many are read at once; of more, looking one up for each issue is quicker.
fn most_read() -> Int = 20000

# How the issues that had a value are found.
type Found do
  # They are few: these.
  These(List<String>)
  # They are read at once.
  Read
end

# What a filter asks for, but for the page: the table of issues is `i`.
fn conditions(
  db :: Db,
  project_id :: String,
  user :: Option<String>,
  filter :: Filter
) -> Result<List<Sql>, DbError> do
  let terms = filter.terms ++ in_environment(filter.environment)
  let found =
    List.try_reduce(terms, %{}, fn done, term -> looked_up(db, project_id, done, term) end)?
  let since = Option.map_or(filter.since, [], fn micros -> [sql"i.last_seen >= ${micros}"] end)
  Ok(List.flatten([
    [sql"i.project_id = ${project_id}"],
    with_statuses(filter),
    when_given(filter.level, sql"i.level = ${filter.level}"),
    when_given(filter.assigned_to, sql"i.assigned_to = ${filter.assigned_to}"),
    since,
    List.map(terms, fn term -> condition(project_id, user, found, term) end)
  ]))
end

fn in_environment(name :: String) -> List<Term> do
  if name == "" do
    []
  else
    [Term {
      negated: false,
      about: Value("environment", [Wanted { text: String.to_lower(name), wild: false }])
    }]
  end
end

# The issues that had a value, if they are few, or had better be read at once.
fn looked_up(
  db :: Db,
  project_id :: String,
  done :: Map<Term, Found>,
  term :: Term
) -> Result<Map<Term, Found>, DbError> do
  case having(project_id, term.about) do
    None -> Ok(done)
    Some(rows) -> do
      let ids :: List<String> =
        Db.all(db, sql"SELECT v.issue_id FROM ${rows} LIMIT ${most_ids() + 1}")?
      if List.length(ids) <= most_ids() do
        Ok(Map.put(done, term, These(List.unique(ids))))
      else if term.negated and counted(db, rows)? <= most_read() do
        Ok(Map.put(done, term, Read))
      else
        Ok(done)
      end
    end
  end
end

fn counted(db :: Db, rows :: Sql) -> Result<Int, DbError> do
  let count =
    Db.first(db, sql"SELECT count(*) FROM (SELECT 1 FROM ${rows} LIMIT ${most_read() + 1}) r")?
  Ok(Option.unwrap_or(count, 0))
end

# The rows of the values that a condition is about. The comparison with "" leads SQLite to the values of a name.
fn having(project_id :: String, about :: About) -> Option<Sql> do
  let of_name = fn name ->
    sql"issue_values v WHERE v.project_id = ${project_id} AND v.name = ${name}"
  end
  case about do
    Value(name, wanted) -> Some(sql"${of_name(name)} AND (${one_of_values(wanted)})")
    Has(name) when not of_issue(name) -> Some(sql"${of_name(name)} AND v.folded >= ''")
    _ -> None
  end
end

fn with_statuses(filter :: Filter) -> List<Sql> do
  case filter.statuses do
    [] -> [sql"i.deleted_at IS NULL"]
    [only] -> [sql"i.status = ${only}"]
    several -> [sql"i.status IN ${several}"]
  end
end

fn when_given(value :: String, condition :: Sql) -> List<Sql> do
  if value == "" do [] else [condition] end
end

fn condition(
  project_id :: String,
  user :: Option<String>,
  found :: Map<Term, Found>,
  term :: Term
) -> Sql do
  let positive = case (Map.fetch(found, term), having(project_id, term.about)) do
    (Some(These(ids)), _) -> sql"(i.id IN ${ids})"
    (Some(Read), Some(rows)) -> sql"(i.id IN (SELECT v.issue_id FROM ${rows}))"
    _ -> about(project_id, user, term.about)
  end
  if term.negated do sql"NOT ${positive}" else positive end
end

# In parentheses, and never NULL.
fn about(project_id :: String, user :: Option<String>, about :: About) -> Sql do
  case about do
    Text(wanted) -> sql"(i.search_text LIKE ${"%" <> pattern(wanted) <> "%"} ESCAPE '\\')"
    State(name) -> state(name, user)
    Level(levels) -> sql"(i.level IN ${levels})"
    Has(name) -> has(name)
    Value(name, wanted) -> has_value(project_id, name, wanted)
    Column(name, wanted) -> sql"(${one_of(sql"lower(i.${Sql.name(name)})", wanted)})"
    Count(name, from, to) | Moment(name, from, to) -> between(sql"i.${Sql.name(name)}", from, to)
    Assigned(who) -> assigned(user, who)
  end
end

fn between(column :: Sql, from :: Option<Int>, to :: Option<Int>) -> Sql do
  let low = Option.map(from, fn n -> sql"${column} >= ${n}" end)
  let high = Option.map(to, fn n -> sql"${column} < ${n}" end)
  sql"(${Sql.join(Option.values([low, high]), sql" AND ")})"
end

fn state(name :: String, user :: Option<String>) -> Sql do
  case name do
    "assigned" -> sql"(i.assigned_to IS NOT NULL)"
    "unassigned" -> sql"(i.assigned_to IS NULL)"
    "new" -> sql"(i.first_seen >= ${now() - 7 * 24 * Dashboard.hour_micros()})"
    "regressed" -> sql"(i.regressed_at IS NOT NULL AND i.status = 'unresolved')"
    "bookmarked" -> sql"(${marked(user, sql"m.bookmarked = TRUE")})"
    "unseen" -> sql"(NOT ${marked(user, sql"m.seen_at IS NOT NULL")})"
    status -> sql"(i.status = ${status})"
  end
end

fn marked(user :: Option<String>, condition :: Sql) -> Sql do
  let id = Option.unwrap_or(user, "")
  sql"EXISTS (SELECT 1 FROM issue_marks m WHERE m.user_id = ${id} AND m.issue_id = i.id AND ${condition})"
end

# What stands in a column of the issue; all else is a value of its events.
fn of_issue(name :: String) -> Bool =
  List.contains(["assigned", "exception_type", "culprit", "platform", "first_release"], name)

fn has(name :: String) -> Sql do
  if name == "assigned" do
    sql"(i.assigned_to IS NOT NULL)"
  else if of_issue(name) do
    sql"(i.${Sql.name(name)} <> '')"
  else
    sql"(EXISTS (SELECT 1 FROM issue_values v WHERE v.issue_id = i.id AND v.name = ${name}))"
  end
end

# Looked up for one issue after the other, whatever the database would rather do: it does not know how soon a page is full.
fn has_value(project_id :: String, name :: String, wanted :: List<Wanted>) -> Sql do
  sql"""
    coalesce((SELECT TRUE FROM issue_values v WHERE v.project_id = ${project_id} AND v.name = ${name} AND v.issue_id = i.id
      AND (${one_of_values(wanted)}) LIMIT 1), FALSE)
    """
end

# The same of values, which are sorted by their bytes: what stands before the first `*` says where to begin and to end.
fn one_of_values(wanted :: List<Wanted>) -> Sql do
  let (wild, plain) = List.partition(wanted, fn one -> one.wild end)
  let exact = if List.is_empty(plain) do [] else [one_of(sql"v.folded", plain)] end
  Sql.join(exact ++ List.map(wild, like_one), sql" OR ")
end

fn like_one(wanted :: Wanted) -> Sql do
  let first = Option.unwrap_or(List.first(String.split(wanted.text, "*")), "")
  let beyond = first <> String.from_code_points([0x10FFFF])
  sql"(v.folded >= ${first} AND v.folded < ${beyond} AND ${one_of(sql"v.folded", [wanted])})"
end

# Plain values together, each wild one by itself.
fn one_of(column :: Sql, wanted :: List<Wanted>) -> Sql do
  let (wild, plain) = List.partition(wanted, fn one -> one.wild end)
  let texts = List.map(plain, fn one -> one.text end)
  let exact = if List.is_empty(texts) do [] else [sql"${column} IN ${texts}"] end
  let like = List.map(wild, fn one -> sql"${column} LIKE ${pattern(one)} ESCAPE '\\'" end)
  Sql.join(exact ++ like, sql" OR ")
end

# What LIKE takes.
fn pattern(wanted :: Wanted) -> String do
  let escaped = Regex.replace_with(~r/[\\%_]/, wanted.text, fn sign -> "\\" <> sign end)
  if wanted.wild do String.replace(escaped, "*", "%") else escaped end
end

fn assigned(user :: Option<String>, who :: List<String>) -> Sql do
  let me = Option.unwrap_or(user, "")
  let parts = List.map(who, fn one ->
    case one do
      "me" -> sql"i.assigned_to = ${me}"
      "none" -> sql"i.assigned_to IS NULL"
      name -> sql"""
        i.assigned_to IN (SELECT a.id FROM users a
          WHERE a.id = ${name} OR lower(a.email) = ${name} OR lower(a.display_name) = ${name})
        """
    end
  end)
  # Nobody is nobody's: a comparison with NULL would be neither true nor false.
  sql"coalesce((${Sql.join(parts, sql" OR ")}), FALSE)"
end

## An issue as the dashboard shows it.
pub struct TopIssue do
  id :: String
  title :: String
  level :: String
  status :: String
  event_count :: Int
  last_seen :: String
end deriving(Json)

## The unresolved issues that happened most often.
pub fn top(db :: Db, project_id :: String, limit :: Int) -> Result<List<TopIssue>, DbError> do
  let issues :: List<Issue> = Db.all(db, sql"""
    ${Issues.select()} WHERE i.project_id = ${project_id} AND i.status = 'unresolved'
    ORDER BY i.event_count DESC, i.id DESC LIMIT ${limit}
    """)?
  Ok(List.map(issues, fn issue ->
    TopIssue {
      id: issue.id,
      title: issue.title,
      level: issue.level,
      status: issue.status,
      event_count: issue.event_count,
      last_seen: shown(issue.last_seen)
    }
  end))
end
