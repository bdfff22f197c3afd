##! The way of an event from its client to the disk.

from Configuration import Config, Ack
from Services.EventProcessor import EventProcessor, Submission, Ticket
from Services.EventStore import EventStore
from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter, Quota
from Services.Registry import Pipeline
from Storage.Events import Outcome
from Storage.Projects import Project

## What a client is told.
pub type Answer do
  ## With the event's id and, where it is known, its issue's.
  Accepted(event_id :: String, issue_id :: Option<String>)
  Refused(reason :: String)
  Unstored
end

## The project of a key; `None` for one that nobody has.
pub fn project_of(pipeline :: Pipeline, key :: String) -> Result<Option<Project>, String> do
  ProjectService.get_project_by_api_key(pipeline.projects, key)
end

## Takes one token of the project.
pub fn take_token(pipeline :: Pipeline, project :: Project) -> Quota do
  RateLimiter.take(pipeline.limiter, project.id, project.rate_limit)
end

## Has an event processed and stored. With durable answers it is on disk when this returns.
pub fn submit(pipeline :: Pipeline, config :: Config, project :: Project, submission :: Submission) -> Answer do
  let processor = List.get(pipeline.processors, project.number % List.length(pipeline.processors))
  case EventProcessor.process_event(processor, project.id, pipeline.writer, submission) do
    Err(reason) -> Refused(reason)
    Ok(ticket) -> if config.ack == Queued do
      spawn(fn -> settle(pipeline.store, ticket) end)
      Accepted(ticket.event_id, None)
    else
      settle(pipeline.store, ticket)
    end
  end
end

fn settle(store :: Pid<EventStore>, ticket :: Ticket) -> Answer do
  let outcome = EventStore.outcome(store, ticket.entry_id)
  case outcome do
    Stored(change) -> Accepted(ticket.event_id, Some(change.issue_id))
    Discarded | Duplicate -> Accepted(ticket.event_id, None)
    Failed(_) -> Unstored
  end
end
