##! The supervision tree: every service and ticker, and what listens, started in order and restarted alone.

from Configuration import Config
from Services.EventProcessor import EventProcessor
from Services.EventStore import EventStore
from Services.BodyRoom import BodyRoom
from Services.ItemLimiter import ItemLimiter
from Services.MapMemory import MapMemory
from Services.OrgService import OrgService
from Services.PasswordService import PasswordService
from Services.ProjectService import ProjectService
from Services.Publisher import publisher
from Services.RateLimiter import RateLimiter
from Services.Retention import cleaner, partitioner
from Services.Registry import PipelineRegistry
from Services.StorageWriter import StorageWriter
from Services.StreamManager import StreamManager
from Services.Tickers import ticker
from Services.Tally import Tally
from Services.UserService import UserService
from Services.Vitals import Vitals
from Streaming.Transport import Transport
import Configuration
import Services.BodyRoom
import Services.Registry
import Services.Rounds
import Services.Tickers
import Streaming.Transport

## Starts the root of the tree with a port to listen on for each router; returns when everything runs.
pub fn start(config :: Config, pool :: Db, sockets :: Router, http :: Router) -> Pid do
  Supervisor.start(OneForOne, 5, 60, [
    Supervisor.child("foundation", fn -> start_foundation(config, pool) end, Permanent, 15000),
    listener("WebSocket", sockets, config.host, config.ws_port),
    listener("HTTP", http, config.host, config.http_port)
  ])
end

# Large bodies may have so many bytes together; what handles them takes three times as much.
fn most_in_bodies() -> Int = 134217728

fn start_foundation(config :: Config, pool :: Db) -> Pid do
  let working = services(config, pool) ++ events(config, pool) ++ cleaning(config, pool)
  let children = working ++ checks(config, pool) ++ alerts(config, pool)
  let pid = Supervisor.start(OneForOne, 100, 60, children)
  println("[Mesher] Foundation ready")
  pid
end

fn services(config :: Config, pool :: Db) -> List<ChildSpec> do
  [
    silent("tally", fn -> Tally.start(pool) end),
    silent("item limiter", fn -> ItemLimiter.start() end),
    silent("body room", fn ->
      BodyRoom.start(Math.max(most_in_bodies(), config.max_envelope_bytes))
    end),
    silent("body room ticker", fn -> spawn(ticker, 500, BodyRoom.look) end),
    silent("vitals", fn -> Vitals.start(pool) end),
    child("OrgService started", fn -> OrgService.start(pool) end),
    child("ProjectService started", fn -> ProjectService.start(pool) end),
    child("UserService started", fn -> UserService.start() end),
    silent("password service", fn -> PasswordService.start(pool) end),
    silent("expiry ticker", fn -> spawn(ticker, 3600000, Tickers.purge) end),
    child("StreamManager started", fn -> StreamManager.start(config.stream_buffer) end),
    child("StreamManager drain ticker started (${config.drain_ms}ms interval)", fn ->
      spawn(ticker, config.drain_ms, Tickers.drain)
    end)
  ]
end

fn events(config :: Config, pool :: Db) -> List<ChildSpec> do
  let (limit, window) = (config.rate_limit, config.rate_window_s)
  [
    child("RateLimiter started (${window}s window, ${limit} max)", fn ->
      RateLimiter.start(limit, window)
    end),
    silent("rate window ticker", fn -> spawn(ticker, window * 1000, Tickers.reset_window) end),
    silent("map memory", fn -> MapMemory.start(pool) end),
    child("EventProcessor started", fn -> EventProcessor.start() end),
    child("StorageWriter started (default project)", fn ->
      StorageWriter.start(config.batch, config.writer_max)
    end),
    silent("event store", fn -> start_store(pool) end),
    silent("writer flush ticker", fn -> spawn(ticker, config.flush_ms, Tickers.flush) end),
    silent("publisher", fn -> start_publisher(pool, Transport.of(pool)) end),
    silent("news ticker", fn -> spawn(ticker, 60000, fn -> Tickers.forget_news(pool) end) end),
    child("PipelineRegistry started and registered", fn -> PipelineRegistry.start(pool) end)
  ]
end

# With whatever the one before it had and may not have written.
fn start_store(pool :: Db) -> Pid do
  let pid = EventStore.start(pool, fn left, failed ->
    Option.each(Registry.writer(), fn writer -> StorageWriter.done(writer, left, failed) end)
  end)
  Option.each(Registry.writer(), StorageWriter.ready)
  pid
end

fn start_publisher(pool :: Db, transport :: Transport) -> Pid do
  let pid = spawn(publisher, pool, transport)
  Process.register("publisher", pid)
  pid
end

fn checks(config :: Config, pool :: Db) -> List<ChildSpec> do
  let spikes = if config.spike_check_s == 300 do "5 min" else "${config.spike_check_s}s" end
  [
    child("Health checker started (10s interval)", fn ->
      spawn(ticker, 10000, Tickers.check_health)
    end),
    child("Spike checker started (${spikes} interval)", fn ->
      spawn(ticker, config.spike_check_s * 1000, fn -> Tickers.check_spikes(pool) end)
    end),
    silent("issue ticker", fn -> spawn(ticker, 5000, fn -> Tickers.remove_issues(pool) end) end)
  ]
end

fn cleaning(config :: Config, pool :: Db) -> List<ChildSpec> do
  let cleaning = silent("retention cleaner", fn -> spawn(cleaner, pool, config) end)
  if Configuration.is_postgres(config) do
    [cleaning, silent("partition ticker", fn -> spawn(partitioner, pool) end)]
  else
    [cleaning]
  end
end

fn alerts(config :: Config, pool :: Db) -> List<ChildSpec> do
  let rounds = Rounds.couriers(pool, config) ++ Rounds.tickers(pool, config)
  let every = if config.alert_check_ms % 1000 == 0 do
    "${config.alert_check_ms / 1000}s"
  else
    "${config.alert_check_ms}ms"
  end
  List.map(rounds, fn((name, start)) ->
    if name == "alert evaluator" do
      child("Alert evaluator started (${every} interval)", start)
    else
      silent(name, start)
    end
  end)
end

# A child whose every start is told.
fn child(text :: String, start :: Fun() -> Pid) -> ChildSpec do
  silent(text, fn ->
    let pid = start()
    println("[Mesher] ${text}")
    pid
  end)
end

fn silent(name :: String, start :: Fun() -> Pid) -> ChildSpec =
  Supervisor.child(name, start, Permanent, 5000)

fn listener(name :: String, router :: Router, host :: String, port :: Int) -> ChildSpec do
  let start = fn ->
    println("[Mesher] ${name} server starting on :${port}")
    # Shorter than the end of the program waits for it.
    let pid = spawn(listen, HTTP.limits(router, %{router.limits | drain_ms: 3500}), host, port)
    Process.register("${name} listener", pid)
    pid
  end
  # Not restarted when it is asked to stop.
  Supervisor.child(name, start, Transient, 5000)
end

actor listen(router :: Router, host :: String, port :: Int) do
  case HTTP.serve_on(router, host, port) do
    Ok(_) -> ()
    Err(error) -> do
      IO.eprintln("[Mesher] cannot listen: ${error}")
      Process.halt(1)
    end
  end
end

## Takes no more connections, and answers what was asked, for so many milliseconds at most.
pub fn stop_listening(millis :: Int) -> () do
  let listeners = List.filter_map(["WebSocket listener", "HTTP listener"], Process.find)
  let ends = List.map(listeners, fn pid -> Job.async(fn -> HTTP.drain(pid, millis) end) end)
  for ending in ends do
    let _ = Job.await(ending)
  end
  ()
end
