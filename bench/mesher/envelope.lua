-- For wrk: each request is an envelope with one event, whose id no other request has. KEY is its key, EVENT the file with the event.
local key = os.getenv("KEY")
local file = io.open(os.getenv("EVENT"))
local event = file:read("*a")
file:close()
local place = event:find("EVENT_ID", 1, true)
local before, behind = event:sub(1, place - 1), event:sub(place + #"EVENT_ID")
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init()
  math.randomseed(os.time() + number * 7919)
  run, count = math.random(1, 2 ^ 30), 0
end

function request()
  count = count + 1
  local id = string.format("%08x%08x%016x", run, number, count)
  local text = before .. id .. behind
  local body = string.format('{"event_id":"%s"}\n{"type":"event","length":%d}\n%s\n', id, #text, text)
  return wrk.format("POST", "/api/1/envelope/", { ["X-Sentry-Auth"] = "Sentry sentry_version=7, sentry_key=" .. key }, body)
end
