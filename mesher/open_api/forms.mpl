##! What an OpenAPI document is made of: operations, and the forms of what they take and give.

pub struct Operation do
  method :: String
  ## As routes write it: `/api/v1/issues/:id`.
  path :: String
  tag :: String
  summary :: String
  query :: List<Query>
  ## Content type and form of the body.
  body :: Option<(String, Json)>
  ## Status, content type and form of the answer of success.
  status :: String
  content :: String
  answer :: Json
end

pub struct Query do
  name :: String
  form :: Json
  required :: Bool
end

# ---- forms ------------------------------------------------------------------------------------------------------

## Anything at all.
pub fn anything() -> Json = JsonObject(%{})

pub fn text() -> Json = json { type: "string" }

pub fn number() -> Json = json { type: "integer" }

pub fn real() -> Json = json { type: "number" }

pub fn truth() -> Json = json { type: "boolean" }

pub fn time() -> Json = json { type: "string", format: "date-time" }

pub fn uuid() -> Json = json { type: "string", format: "uuid" }

pub fn one_of(values :: List<String>) -> Json do
  JsonObject(%{
    "type" => JsonString("string"),
    "enum" => JsonArray(List.map(values, fn value -> JsonString(value) end))
  })
end

pub fn list(of :: Json) -> Json = json { type: "array", items: of }

pub fn or_null(form :: Json) -> Json = json { anyOf: [form, json { type: "null" }] }

## An object that has all of these fields.
pub fn object(fields :: List<(String, Json)>) -> Json do
  json {
    type: "object",
    properties: Map.from_list(fields),
    required: List.map(fields, fn((name, _)) -> name end)
  }
end

## An object that may have these fields.
pub fn options(fields :: List<(String, Json)>) -> Json =
  json { type: "object", properties: Map.from_list(fields) }

## An object of which all values have a form.
pub fn map_of(form :: Json) -> Json = json { type: "object", additionalProperties: form }

## A form that stands among the components of the document.
pub fn named(name :: String) -> Json =
  JsonObject(%{"$ref" => JsonString("#/components/schemas/${name}")})

## `{"status":"ok","affected":n}`
pub fn affected() -> Json = object([("status", one_of(["ok"])), ("affected", number())])

## A page: what it holds, and where the next one begins.
pub fn page_of(form :: Json) -> Json do
  json {
    type: "object",
    properties: json {
      data: list(form),
      has_more: truth(),
      next_cursor: text(),
      next_cursor_id: text()
    },
    required: ["data", "has_more"]
  }
end

# ---- operations -------------------------------------------------------------------------------------------------

fn operation(
  method :: String,
  tag :: String,
  path :: String,
  summary :: String,
  status :: String,
  answer :: Json
) -> Operation do
  Operation {
    method: method,
    path: path,
    tag: tag,
    summary: summary,
    query: [],
    body: None,
    status: status,
    content: "application/json",
    answer: answer
  }
end

## `GET`, answered with 200.
pub fn read(tag :: String, path :: String, summary :: String, answer :: Json) -> Operation do
  operation("get", tag, path, summary, "200", answer)
end

## `POST` without a body, answered with 200.
pub fn act(tag :: String, path :: String, summary :: String, answer :: Json) -> Operation do
  operation("post", tag, path, summary, "200", answer)
end

## `POST` with a body, answered with 200.
pub fn send_to(
  tag :: String,
  path :: String,
  summary :: String,
  body :: Json,
  answer :: Json
) -> Operation do
  %{operation("post", tag, path, summary, "200", answer) | body: Some(("application/json", body))}
end

## The same answered with 201.
pub fn create(
  tag :: String,
  path :: String,
  summary :: String,
  body :: Json,
  answer :: Json
) -> Operation do
  %{send_to(tag, path, summary, body, answer) | status: "201"}
end

## With another method.
pub fn by(one :: Operation, method :: String) -> Operation = %{one | method: method}

## With another status, or a class of them as `2XX`.
pub fn answered(one :: Operation, status :: String) -> Operation = %{one | status: status}

## With another type of content.
pub fn as_content(one :: Operation, content :: String) -> Operation = %{one | content: content}

## With values of the query that may be there.
pub fn asking(one :: Operation, query :: List<(String, Json)>) -> Operation do
  %{one |
    query:
      one.query ++
      List.map(query, fn((name, form)) -> Query { name: name, form: form, required: false } end)
  }
end

## With one that has to be there.
pub fn needing(one :: Operation, name :: String, form :: Json) -> Operation do
  %{one | query: List.append(one.query, Query { name: name, form: form, required: true })}
end

## The query of pages.
pub fn paged(one :: Operation) -> Operation do
  asking(one, [("limit", number()), ("cursor", text()), ("cursor_id", text())])
end
