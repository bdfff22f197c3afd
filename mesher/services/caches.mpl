##! What every process remembers of keys and projects, and how it learns that this is old.

from Services.ProjectService import ProjectService
from Streaming.News import News
import Streaming.Transport

## After keys (`"keys"`) or a project and its settings (`"projects"`) were changed: what is remembered of them is forgotten,
## here at once and in other processes as soon as they hear of it. `id` is what was changed.
pub fn forget(db :: Db, what :: String, id :: String) -> () do
  let news = Forget(what, id)
  hear(news)
  case Transport.tell(db, [news]) do
    Ok(_) -> ()
    # They remember for some seconds only.
    Err(error) -> IO.eprintln("[Mesher] other processes were not told: ${error}")
  end
end

## Has what is old forgotten.
pub fn hear(news :: News) -> () do
  case news do
    Forget("keys", _) | Forget("projects", _) -> Option.each(projects(), ProjectService.forget)
    _ -> ()
  end
end

fn projects() -> Option<Pid<ProjectService>> = Process.named("project_service")
