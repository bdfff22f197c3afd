##! What tools of Sentry ask for, for the OpenAPI document: its own documentation describes the forms.

from OpenApi.Forms import (
  Operation,
  anything,
  text,
  number,
  truth,
  list,
  options,
  read,
  act,
  send_to,
  by,
  asking,
  answered,
  as_content
)

pub fn operations() -> List<Operation> do
  organizations() ++
    releases() ++
    issues("/api/0/issues/:id") ++
    issues("/api/0/organizations/:org/issues/:id") ++
    in_project()
end

fn tool(path :: String, summary :: String) -> Operation = read("Tools", path, summary, anything())

fn change(path :: String, method :: String, summary :: String, body :: Json) -> Operation do
  send_to("Tools", path, summary, body, anything())
    |> by(method)
    |> answered("2XX")
end

fn delete(path :: String, summary :: String) -> Operation do
  act("Tools", path, summary, anything())
    |> by("delete")
    |> answered("2XX")
    |> as_content("*/*")
end

fn organizations() -> List<Operation> do
  [
    tool("/api/0", "The version, and who asks"),
    tool("/api/0/organizations", "Organizations"),
    tool("/api/0/projects", "Projects"),
    tool("/api/0/organizations/:org", "An organization"),
    tool("/api/0/organizations/:org/projects", "Its projects"),
    tool("/api/0/organizations/:org/repos", "Its repositories"),
    tool("/api/0/projects/:org/:project", "A project")
  ] ++
    list_of_issues("/api/0/organizations/:org/issues", [("project", text())])
end

fn release() -> Json =
  options([("version", text()), ("projects", list(text())), ("ref", text()), ("url", text())])

fn with_file(one :: Operation) -> Operation = %{one | body: Some(("multipart/form-data", file()))}

fn pieces() -> Json =
  options([("checksum", text()), ("chunks", list(text())), ("projects", list(text()))])

fn file() -> Json = options([("name", text()), ("file", json { type: "string", format: "binary" })])

fn releases() -> List<Operation> do
  let of_org = "/api/0/organizations/:org/releases"
  let of_project = "/api/0/projects/:org/:project/releases"
  let one = [of_org, of_project]
  [
    tool("${of_org}/:version/deploys", "Deploys of a release"),
    change(
      "${of_org}/:version/deploys",
      "post",
      "Add a deploy",
      options([("environment", text())])
    ),
    tool("${of_org}/:version/previous-with-commits", "The release before"),
    tool("${of_project}/:version/files", "Files of a release"),
    with_file(change("${of_project}/:version/files", "post", "Add a file", anything())),
    delete("${of_project}/:version/files/:file", "Delete a file"),
    tool("/api/0/organizations/:org/chunk-upload", "How pieces of files are sent"),
    with_file(
      change("/api/0/organizations/:org/chunk-upload", "post", "Send pieces of files", anything())
    ),
    change(
      "/api/0/organizations/:org/artifactbundle/assemble",
      "post",
      "Put a bundle of source maps together",
      pieces()
    ),
    change("${of_org}/:version/assemble", "post", "Put a bundle of a release together", pieces()),
    change(
      "/api/0/projects/:org/:project/files/difs/assemble",
      "post",
      "Put debug files together",
      options([])
    )
  ] ++
    List.flat_map(one, fn path ->
      [
        tool(path, "Releases"),
        change(path, "post", "Add a release", release()),
        tool("${path}/:version", "A release"),
        change("${path}/:version", "put", "Change a release", release()),
        delete("${path}/:version", "Delete a release"),
        tool("${path}/:version/commits", "Commits of a release")
      ]
    end)
end

fn issue() -> Json do
  options([
    ("status", text()),
    ("statusDetails", options([])),
    ("assignedTo", text()),
    ("hasSeen", truth()),
    ("isBookmarked", truth())
  ])
end

fn issues(path :: String) -> List<Operation> do
  [
    tool(path, "An issue"),
    change(path, "put", "Change an issue", issue()),
    delete(path, "Delete an issue"),
    tool("${path}/events", "Its events") |> asking([("limit", number()), ("cursor", text())]),
    tool("${path}/events/:event", "One of its events: latest, oldest or an id"),
    tool("${path}/hashes", "Its hashes"),
    tool("${path}/tags", "Its tags")
  ]
end

fn list_of_issues(path :: String, more :: List<(String, Json)>) -> List<Operation> do
  let paged = [
    ("query", text()),
    ("sort", text()),
    ("environment", text()),
    ("limit", number()),
    ("cursor", text())
  ]
  [
    tool(path, "Issues") |> asking(paged ++ more),
    change(path, "put", "Change issues", issue())
      |> asking([("id", text()), ("query", text())] ++ more)
  ]
end

fn in_project() -> List<Operation> do
  let path = "/api/0/projects/:org/:project"
  [
    tool("${path}/events", "Events") |> asking([("limit", number())]),
    tool("${path}/events/:event", "An event")
  ] ++
    list_of_issues("${path}/issues", [])
end
