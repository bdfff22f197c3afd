-- The last number of an issue in each project: none is given twice, whichever process gives it, and none again after a deletion.
CREATE TABLE issue_numbers (
  project_id TEXT PRIMARY KEY REFERENCES projects(id) ON DELETE CASCADE, last BIGINT NOT NULL);

INSERT INTO issue_numbers SELECT project_id, max(number) FROM issues GROUP BY project_id;

-- What is too old is found project by project.
DROP INDEX event_ids_by_time;
CREATE INDEX event_ids_by_project ON event_ids (project_id, received_at);
