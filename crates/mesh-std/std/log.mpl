##! What a program tells those who run it: lines on standard error with a time, a level, the module and fields.
##!
##! `MESH_LOG` says what is wanted: a level (`error`, `warn`, `info`, `debug` or `off`), and others for modules and what lies below
##! them: `info,mesher.storage=debug`. Without it, `info`. `MESH_LOG_FORMAT` is `json` or `text`; without it, a terminal gets text.
##!
##! A call that is not wanted costs a comparison: its arguments are not evaluated.

## Something that somebody has to do something about.
##
## ```mesh
## Log.error("the disk is full")
## ```
pub fn error(message :: String) -> () = tell(message, 1)

## The same with fields: the entries of a map, of a `json { ... }` or of a struct that derives `Json`.
##
## ```mesh
## Log.error("cannot write", path: "/var/data", reason: "the disk is full")
## ```
pub fn error<F>(message :: String, fields :: F) -> () where F: ToJson = tell(message, fields, 1)

## Something that should not be, but that the program copes with.
##
## ```mesh
## Log.warn("slow request")
## ```
pub fn warn(message :: String) -> () = tell(message, 2)

## The same with fields.
##
## ```mesh
## Log.warn("slow request", json { path: "/report", ms: 1532, cached: false })
## ```
pub fn warn<F>(message :: String, fields :: F) -> () where F: ToJson = tell(message, fields, 2)

## What happens.
##
## ```mesh
## Log.info("listening")
## ```
pub fn info(message :: String) -> () = tell(message, 3)

## The same with fields.
##
## ```mesh
## Log.info("listening", port: "8080")
## ```
pub fn info<F>(message :: String, fields :: F) -> () where F: ToJson = tell(message, fields, 3)

## What helps to find a mistake.
##
## ```mesh
## Log.debug("looked into the cache")
## ```
pub fn debug(message :: String) -> () = tell(message, 4)

## The same with fields.
##
## ```mesh
## Log.debug("looked into the cache", json { key: "ann", found: true })
## ```
pub fn debug<F>(message :: String, fields :: F) -> () where F: ToJson = tell(message, fields, 4)

# Where one of these functions is used as a value, nobody knows the module.
fn tell(message :: String, level :: Int) -> () do
  if wanted(level, "") do write(message, level, "") end
end

fn tell<F>(message :: String, fields :: F, level :: Int) -> () where F: ToJson do
  if wanted(level, "") do write(message, fields, level, "") end
end

## Whether lines of this level (1 for errors to 4) are wanted from a module (`source`). A call of `info` and its like asks by itself.
##
## ```mesh
## assert_eq Log.set_levels("warn,shop=debug"), Ok(())
## assert Log.wanted(4, "shop")
## assert not Log.wanted(3, "http")
## ```
@extern("mesh_log_wanted")
@reads
pub fn wanted(level :: Int, source :: String) -> Bool

@extern("mesh_log_write")
fn write_line(
  message :: String,
  level :: Int,
  source :: String,
  keys :: List<String>,
  values :: List<String>
) -> ()

## Writes a line, whether it is wanted or not.
##
## ```mesh
## Log.write("from another program", 3, "worker")
## ```
pub fn write(message :: String, level :: Int, source :: String) -> () =
  write_line(message, level, source, [], [])

## The same with fields.
##
## ```mesh
## Log.write("from another program", json { pid: 4711 }, 3, "worker")
## ```
pub fn write<F>(message :: String, fields :: F, level :: Int, source :: String) -> ()
  where F: ToJson do
  case fields.to_json() do
    JsonObject(entries) -> do
      let values = for value in Map.values(entries) do
        Json.encode(value)
      end
      write_line(message, level, source, Map.keys(entries), values)
    end
    other -> write_line(message, level, source, ["value"], [Json.encode(other)])
  end
end

## Says what is wanted from now on, as `MESH_LOG` does at the beginning; `Err` when that cannot be read.
##
## ```mesh
## assert_eq Log.set_levels("warn,shop.storage=debug"), Ok(())
## assert Result.is_err(Log.set_levels("loud"))
## ```
@extern("mesh_log_set_levels")
pub fn set_levels(wanted :: String) -> Result<(), String>
