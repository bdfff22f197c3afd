# driver: log.py
# The log: levels, by module, too; fields; both forms; what is not wanted is not evaluated; reports of crashes in the same form.
import Storage.DiskCache

struct Order do
  id :: Int
  name :: String
end deriving(Json)

fn costly() -> String do
  println("evaluated")
  "costly"
end

actor fragile() do
  receive do
    n -> println("${10 / n}")
  end
end

fn main() do
  Log.debug(costly())
  Log.debug("fields", cost: costly())
  Log.info("started", port: "8080", said: "a b")
  Log.info("order", Order { id: 7, name: "x" })
  Log.warn("mixed", json { level: "mine", ok: true, ms: 1.5, list: [1] })
  "two\nlines" |> Log.error(5)
  DiskCache.work()
  let (pid, _) = Process.spawn_monitor(fragile)
  send(pid, 0)
  receive do
    (:down, _, _) -> ()
  end
  let later = fn text -> Log.info(text) end
  later("from a closure")
  println("${Log.set_levels("loud")}")
  println("${Log.set_levels("off, main=error")}")
  Log.warn(costly())
  Log.error("seen")
  DiskCache.work()
end
