##! Tells those who watch what was stored: outside of the services, in the order in which it was stored.

from Services.News import News
from Services.EventStore import EventStore
from Services.StreamManager import StreamManager
import Services.Registry

## There may be something to tell.
pub type Wake do
  Wake
end

## Tells at once when it is woken, and looks for what it was not woken for.
actor publisher() do
  receive do
    Wake -> publish_all()
  after 200 -> publish_all()
  end
  publisher()
end

## Wakes the publisher, if there is one at this moment.
pub fn wake() -> () do
  case find() do
    Some(pid) -> send(pid, Wake)
    None -> ()
  end
end

fn find() -> Option<Pid<Wake>> = Process.named("publisher")

fn publish_all() -> () do
  case (Registry.store(), Registry.streams()) do
    (Some(from), Some(to)) -> List.each(EventStore.take_news(from), fn news -> publish(to, news) end)
    _ -> ()
  end
end

fn publish(streams :: Pid<StreamManager>, news :: News) -> () do
  case news do
    EventNews(project_id, level, environments, text) -> StreamManager.publish_event(streams, project_id, level, environments, text)
    IssueNews(project_id, text) -> StreamManager.publish_notice(streams, project_id, text)
    CountNews(project_id, text) -> StreamManager.publish_count(streams, project_id, text)
  end
end
