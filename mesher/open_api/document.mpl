##! The OpenAPI document, put together from what stands beside it. A test compares it with the routes of the server.

from OpenApi.Forms import Operation, Query
import OpenApi.Forms
import OpenApi.Issues
import OpenApi.Items
import OpenApi.Management
import OpenApi.Tools

fn operations() -> List<Operation> do
  Issues.operations() ++ Management.operations() ++ Items.operations() ++ Tools.operations()
end

## The document, for a server at an address.
pub fn text(public_url :: String) -> String do
  Json.encode(json {
    openapi: "3.1.0",
    info: json {
      title: "Mesher",
      version: "1",
      description:
        "An error-monitoring server. Projects are named by id, slug or number; times are RFC 3339 in UTC."
    },
    servers: [json { url: public_url }],
    paths: paths(),
    components: json {
      schemas: Map.merge(Map.from_list(Issues.components()), %{"Error" => error_form()}),
      securitySchemes: json {
        token: json { type: "http", scheme: "bearer" },
        session: JsonObject(%{
          "type" => JsonString("apiKey"),
          "in" => JsonString("cookie"),
          "name" => JsonString("mesher_session")
        })
      }
    }
  })
end

# `error` where it is our own API, `detail` for clients and tools of Sentry.
fn error_form() -> Json do
  json {
    type: "object",
    anyOf: [Forms.object([("error", Forms.text())]), Forms.object([("detail", Forms.text())])]
  }
end

fn paths() -> Json do
  let by_path = List.group_by(operations(), fn one -> template(one.path) end)
  JsonObject(Map.transform(by_path, fn all ->
    JsonObject(Map.from_list(List.map(all, fn one -> (one.method, shown(one)) end)))
  end))
end

# `:name` of routes is `{name}` here.
fn template(path :: String) -> String = Regex.replace(~r/:([a-z_]+)/, path, "{$1}")

fn shown(one :: Operation) -> Json do
  let fields = %{
    "operationId" => JsonString(one.method <> " " <> one.path),
    "summary" => JsonString(one.summary),
    "tags" => JsonArray([JsonString(one.tag)]),
    "parameters" => JsonArray(in_path(one.path) ++ List.map(one.query, in_query)),
    "responses" => responses(one)
  }
  let secured = if one.tag == "Ingestion" or one.tag == "Operation" do
    fields
  else
    Map.put(
      fields,
      "security",
      JsonArray([json { token: [] }, json { session: [] }, JsonObject(%{})])
    )
  end
  case one.body do
    None -> JsonObject(secured)
    Some((content, form)) -> do
      let contents = JsonObject(%{content => json { schema: form }})
      JsonObject(Map.put(secured, "requestBody", json { content: contents }))
    end
  end
end

fn in_path(path :: String) -> List<Json> do
  List.map(Regex.find_all(~r/:[a-z_]+/, path), fn name ->
    parameter(String.slice(name, 1, String.length(name)), "path", Forms.text(), true)
  end)
end

fn in_query(query :: Query) -> Json = parameter(query.name, "query", query.form, query.required)

fn parameter(name :: String, place :: String, form :: Json, required :: Bool) -> Json do
  JsonObject(%{
    "name" => JsonString(name),
    "in" => JsonString(place),
    "schema" => form,
    "required" => JsonBool(required)
  })
end

# What is refused, and what has to wait, is said in one form everywhere.
fn responses(one :: Operation) -> Json do
  let refused = %{"application/json" => json { schema: Forms.named("Error") }}
  let success = %{one.content => json { schema: one.answer }}
  JsonObject(%{
    one.status => json { description: one.summary, content: success },
    "4XX" => json { description: "It is not done", content: refused },
    "503" => json { description: "It cannot be done at this moment", content: refused }
  })
end
