##! The way of an event from its client to the disk.

from Configuration import Config, Ack
from Ingestion.Event import Event
from Services.EventProcessor import EventProcessor, Submission
from Services.ProjectService import ProjectService
from Services.RateLimiter import RateLimiter, Quota
from Services.Registry import Pipeline
from Services.StorageWriter import StorageWriter
from Storage.Entries import Entry, Outcome
from Storage.Projects import Project
import Figures
import Ingestion.Auth
import Ingestion.Native
import Services.EventProcessor
import Services.ProjectService
import Services.Registry
import Services.Tally
import Sourcemaps.Regroup
import Storage.Clock
import Storage.Entries

## What a client is told.
pub type Answer do
  ## With the event's id, and where it is now.
  Accepted(event_id :: String, place :: Place)
  Refused(reason :: String)
  Unstored
end deriving(Debug)

## Where an event is that was accepted.
pub type Place do
  InIssue(issue_id :: String)
  ## It waits to be written: its issue is not known yet.
  InQueue
  ## An event of that id was there already.
  ThereBefore
  ## It is not kept, and what belongs to it is not either: the sample, or its issue, did not want it.
  NotKept
end deriving(Eq, Debug)

## The issue of an event that was accepted, where it is known.
pub fn issue_of(place :: Place) -> Option<String> do
  case place do
    InIssue(id) -> Some(id)
    _ -> None
  end
end

# So long a client waits for the disk, in ms: less than clients do.
fn patience() -> Int = 8000

## Why a client is not let in.
pub type Denial do
  ## The pipeline starts, or restarts.
  NotReady
  ## No key, or one that cannot be used.
  NoKey
  ## A key that nobody has.
  UnknownKey
  ## The page that sends this may not.
  ForeignOrigin
  ## The key could not be looked up.
  NotKnown(reason :: String)
end deriving(Eq, Debug)

## Who comes with a key, by whatever entrance: the pipeline, and the key's project, which wants to hear of the page that sends this.
pub fn authorised(
  request :: Request,
  key :: Option<String>
) -> Result<(Pipeline, Project), Denial> do
  let pipeline = Option.ok_or(Registry.current(), NotReady)?
  let known = Option.ok_or(key, NoKey)?
  case ProjectService.project_of(pipeline.projects, known) do
    Err(error) -> Err(NotKnown(error))
    Ok(None) -> Err(UnknownKey)
    Ok(Some(project)) ->
      if Auth.is_origin_allowed(request, project) do
        Ok((pipeline, project))
      else
        Err(ForeignOrigin)
      end
  end
end

## Whether a project keeps this event of its sample. One that it does not keep is answered as if it did.
pub fn is_sampled(project :: Project) -> Bool do
  let kept = project.sample_rate >= 1.0 or Random.float() < project.sample_rate
  if not kept do
    Tally.count(project.id, "error", "sampled", "", 1)
  end
  kept
end

## Takes so many tokens of the project and the key.
pub fn take_tokens(pipeline :: Pipeline, project :: Project, tokens :: Int) -> Quota do
  let key = case (project.key_id, project.key_rate_limit) do
    (Some(id), Some(most)) -> Some((id, most))
    _ -> None
  end
  let quota = RateLimiter.take(pipeline.limiter, project.id, project.rate_limit, key, tokens)
  if not quota.allowed do
    Figures.rejected("rate_limited").add(tokens)
    Tally.count(project.id, "error", "limited", quota.scope, tokens)
  end
  quota
end

## Has an event processed and stored. With durable answers it is on disk when this returns.
pub fn submit(
  pipeline :: Pipeline,
  config :: Config,
  project :: Project,
  submission :: Submission
) -> Answer do
  let started = Timer.monotonic_ns()
  let answer = case EventProcessor.prepared(pipeline.processor, project.id, submission) do
    None -> Unstored
    Some(Err(reason)) -> invalid(project, reason)
    Some(Ok(event)) -> do
      let grouped = Regroup.event(project.id, event)
      case store(pipeline, config, project, [grouped], Clock.now()) do
        Some(places) -> Accepted(grouped.id, Option.unwrap_or(List.first(places), InQueue))
        None -> Unstored
      end
    end
  end
  Figures.ingest_seconds().observe(Int.to_float(Timer.monotonic_ns() - started) / 1000000000.0)
  answer
end

fn invalid(project :: Project, reason :: String) -> Answer do
  Figures.rejected("invalid").increment()
  Tally.count(project.id, "error", "invalid", "content", 1)
  Refused(reason)
end

# Stores events that have been checked and came from a time on, a microsecond after each other: all of them or none. Where
# each is, or `None` when they were not stored.
fn store(
  pipeline :: Pipeline,
  config :: Config,
  project :: Project,
  events :: List<Event>,
  at :: Int
) -> Option<List<Place>> do
  let entries = List.map(List.enumerate(events), fn((place, event)) ->
    Entries.entry(project.id, event, at + place)
  end)
  let places = if config.ack == Queued do
    queue(pipeline, project.id, entries)
  else
    write(pipeline, project.id, entries)
  end
  if Option.is_some(places) do
    for event in events do
      Map.each(event.cuts, fn what, times ->
        Tally.count(project.id, "error", "cut", what, times)
      end)
    end
  else
    Figures.rejected("unavailable").add(List.length(events))
    Tally.count(project.id, "error", "limited", "unavailable", List.length(events))
  end
  places
end

fn write(
  pipeline :: Pipeline,
  project_id :: String,
  entries :: List<Entry>
) -> Option<List<Place>> do
  case StorageWriter.try_store(pipeline.writer, project_id, entries, patience()) do
    Ok(Ok(outcomes)) ->
      Some(List.map(outcomes, fn outcome ->
        case outcome do
          Stored(change) -> InIssue(change.issue_id)
          Duplicate -> ThereBefore
          Discarded -> NotKept
        end
      end))
    _ -> None
  end
end

fn queue(
  pipeline :: Pipeline,
  project_id :: String,
  entries :: List<Entry>
) -> Option<List<Place>> do
  case StorageWriter.try_queue(pipeline.writer, project_id, entries, patience()) do
    Ok(true) -> Some(List.map(entries, fn _ -> InQueue end))
    _ -> None
  end
end

## What became of a list of events.
pub type BulkAnswer do
  AllAccepted
  ## The first one that is wrong, and why.
  WrongOne(place :: Int, reason :: String)
  NoneStored
end

## Has events of our own form stored, all of them or none: the first one that is wrong is the answer.
pub fn submit_all(
  pipeline :: Pipeline,
  config :: Config,
  project :: Project,
  bodies :: List<String>
) -> BulkAnswer do
  let prepared = List.map(bodies, fn body ->
    if String.byte_length(body) > config.max_event_bytes do
      Err("payload too large")
    else
      Native.parse(body)
    end
  end)
  case List.find_index(prepared, Result.is_err) do
    Some(place) -> do
      Tally.count(project.id, "error", "invalid", "content", List.length(bodies))
      WrongOne(place, Option.unwrap_or(Result.err(List.get(prepared, place)), ""))
    end
    None -> do
      let events =
        List.filter(List.filter_map(prepared, Result.ok), fn _ -> is_sampled(project) end)
      let first = Clock.now() - List.length(events)
      let stored =
        List.is_empty(events) or Option.is_some(store(pipeline, config, project, events, first))
      if stored do AllAccepted else NoneStored end
    end
  end
end
