-- What a project has delivered: versions, of which events tell or which were announced before. Counts outlive the events.
CREATE TABLE releases (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, version TEXT NOT NULL, created_at BIGINT NOT NULL,
  started_at BIGINT, released_at BIGINT, url TEXT NOT NULL DEFAULT '', ref TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT 'open', first_event BIGINT, last_event BIGINT, events BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (project_id, version));

CREATE INDEX releases_by_time ON releases (project_id, created_at DESC, version DESC);

INSERT INTO releases (project_id, version, created_at, first_event, last_event, events)
  SELECT project_id, release, min(received_at), min(received_at), max(received_at), count(*) FROM events
  WHERE release <> '' GROUP BY project_id, release;

-- Issues that came back in a release.
CREATE TABLE release_regressions (
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, version TEXT NOT NULL,
  issue_id TEXT NOT NULL REFERENCES issues(id) ON DELETE CASCADE, at BIGINT NOT NULL,
  PRIMARY KEY (project_id, version, issue_id));

CREATE INDEX release_regressions_by_issue ON release_regressions (issue_id);
CREATE INDEX issues_by_first_release ON issues (project_id, first_release);

-- What went into a version of an organization, the newest commit first, and where it was brought to.
CREATE TABLE release_commits (
  org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, version TEXT NOT NULL, position BIGINT NOT NULL,
  commit_id TEXT NOT NULL, repository TEXT NOT NULL, message TEXT NOT NULL, author_name TEXT NOT NULL,
  author_email TEXT NOT NULL, at BIGINT, PRIMARY KEY (org_id, version, position));

CREATE TABLE release_deploys (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, version TEXT NOT NULL,
  environment TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, started_at BIGINT, finished_at BIGINT,
  created_at BIGINT NOT NULL);

CREATE INDEX release_deploys_by_version ON release_deploys (org_id, version, created_at DESC);

-- Pieces of files under way, by their SHA-1.
CREATE TABLE upload_chunks (
  org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, checksum TEXT NOT NULL, created_at BIGINT NOT NULL,
  size BIGINT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (org_id, checksum));

CREATE INDEX upload_chunks_by_time ON upload_chunks (created_at);

-- Files that were delivered together, for some projects. `state` is `ok`, or what is wrong with it.
CREATE TABLE artifact_bundles (
  id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations(id) ON DELETE CASCADE, checksum TEXT NOT NULL,
  version TEXT NOT NULL, dist TEXT NOT NULL, state TEXT NOT NULL, size BIGINT NOT NULL, files BIGINT NOT NULL,
  created_at BIGINT NOT NULL, UNIQUE (org_id, checksum, version, dist));

CREATE TABLE artifact_projects (
  bundle_id TEXT NOT NULL REFERENCES artifact_bundles(id) ON DELETE CASCADE,
  project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE, PRIMARY KEY (bundle_id, project_id));

CREATE INDEX artifact_projects_by_project ON artifact_projects (project_id);

-- One of these files: `kind` is `source`, `script`, `map` or `other`; `sourcemap` says where a script's map is. `content` is
-- made small, and empty for a map, which is kept in pieces.
CREATE TABLE artifacts (
  id TEXT PRIMARY KEY, bundle_id TEXT NOT NULL REFERENCES artifact_bundles(id) ON DELETE CASCADE, kind TEXT NOT NULL,
  debug_id TEXT NOT NULL, url TEXT NOT NULL, sourcemap TEXT NOT NULL, size BIGINT NOT NULL, content BLOB NOT NULL);

CREATE INDEX artifacts_by_bundle ON artifacts (bundle_id, url);
CREATE INDEX artifacts_by_debug_id ON artifacts (debug_id, kind);
CREATE INDEX artifacts_by_url ON artifacts (url);

-- A source map that was read once: pieces of its mappings with the state of the decoder before each, its sources and its names.
-- `error` says what is wrong with one that cannot be used.
CREATE TABLE source_maps (
  artifact_id TEXT PRIMARY KEY REFERENCES artifacts(id) ON DELETE CASCADE, error TEXT NOT NULL, read_at BIGINT NOT NULL);

CREATE TABLE source_map_parts (
  artifact_id TEXT NOT NULL REFERENCES source_maps(artifact_id) ON DELETE CASCADE, number BIGINT NOT NULL, line BIGINT NOT NULL,
  col BIGINT NOT NULL, state TEXT NOT NULL, mappings TEXT NOT NULL, PRIMARY KEY (artifact_id, number));

CREATE INDEX source_map_parts_by_place ON source_map_parts (artifact_id, line, col);

CREATE TABLE source_map_sources (
  artifact_id TEXT NOT NULL REFERENCES source_maps(artifact_id) ON DELETE CASCADE, number BIGINT NOT NULL, name TEXT NOT NULL,
  content BLOB, PRIMARY KEY (artifact_id, number));

-- Names in blocks of 256, each a JSON array.
CREATE TABLE source_map_names (
  artifact_id TEXT NOT NULL REFERENCES source_maps(artifact_id) ON DELETE CASCADE, block BIGINT NOT NULL, names TEXT NOT NULL,
  PRIMARY KEY (artifact_id, block));
