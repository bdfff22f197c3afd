##! What users keep about issues: a mark, and when they looked last.

from Storage.Clock import now

## Marks an issue for a user, or takes the mark away.
pub fn bookmark(
  db :: Db,
  user_id :: String,
  issue_id :: String,
  on :: Bool
) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO issue_marks (user_id, issue_id, bookmarked) VALUES (${user_id}, ${issue_id}, ${on})
    ON CONFLICT (user_id, issue_id) DO UPDATE SET bookmarked = excluded.bookmarked
    """)
end

## A user has looked at an issue.
pub fn seen(db :: Db, user_id :: String, issue_id :: String) -> Result<Int, DbError> do
  Db.run(db, sql"""
    INSERT INTO issue_marks (user_id, issue_id, seen_at) VALUES (${user_id}, ${issue_id}, ${now()})
    ON CONFLICT (user_id, issue_id) DO UPDATE SET seen_at = excluded.seen_at
    """)
end

## Of these issues: whether the user has marked each, and when he looked.
pub fn of(
  db :: Db,
  user :: Option<String>,
  ids :: List<String>
) -> Result<Map<String, (Bool, Option<Int>)>, DbError> do
  case user do
    None -> Ok(%{})
    Some(id) -> do
      let rows :: List<(String, Bool, Option<Int>)> = Db.all(db, sql"""
        SELECT issue_id, bookmarked, seen_at FROM issue_marks WHERE user_id = ${id} AND issue_id IN ${ids}
        """)?
      Ok(Map.from_list(List.map(rows, fn((issue, bookmarked, seen)) ->
        (issue, (bookmarked, seen))
      end)))
    end
  end
end
