# Actors by their names.

@extern("mesh_process_register")
fn register_pid(name :: String, pid :: Pid) -> Bool

## Gives a pid a name: 0, or 1 when the name is taken or the actor is gone.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.register("printer", self()), 1
## ```
pub fn register(name :: String, pid :: Pid) -> Int = if register_pid(name, pid) do 0 else 1 end

## Frees a name: whether it was taken.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert Process.unregister("printer")
## assert_eq Process.find("printer"), None
## ```
@extern("mesh_process_unregister")
pub fn unregister(name :: String) -> Bool

## The actor of this name, if there is one.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.find("printer"), Some(Process.me())
## assert_eq Process.find("scanner"), None
## ```
@extern("mesh_process_find")
@reads
pub fn find(name :: String) -> Option<Pid>

@extern("mesh_process_named")
@reads
fn find_named<M>(name :: String) -> Option<Pid<M>>

## The same for one whose messages are known: crashes when the actor of this name receives others.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## let printer :: Option<Pid<String>> = Process.named("printer")
## send(Option.unwrap(printer), "a page")
## assert_receive "a page", 5000
## ```
pub fn named<M>(name :: String) -> Option<Pid<M>> = find_named(name)

## The actor of this name. Crashes when there is none.
##
## ```mesh
## assert_eq Process.register("printer", self()), 0
## assert_eq Process.whereis("printer"), Process.me()
## assert_raises(fn -> Process.whereis("scanner") end)
## ```
pub fn whereis(name :: String) -> Pid do
  case find(name) do
    Some(pid) -> pid
    None -> panic("no process is registered as ${name}")
  end
end

## The same actor with a message type. Crashes when it receives another one.
##
## ```mesh
## let printer :: Pid<String> = Process.typed(Process.me())
## send(printer, "a page")
## assert_receive "a page", 5000
## ```
@extern("mesh_process_typed")
@reads
pub fn typed<M>(pid :: Pid) -> Pid<M>

@extern("mesh_process_alive")
@reads
fn pid_alive(pid :: Pid) -> Bool

## Whether the actor has not ended.
##
## ```mesh
## let (pid, _) = Process.spawn_monitor(fn -> () end)
## assert_receive (:down, _, _), 5000
## assert not Process.alive(pid)
## ```
pub fn alive(pid :: Pid) -> Bool = pid_alive(pid)

## All actors that have not ended.
##
## ```mesh
## assert List.contains(Process.list(), Process.me())
## ```
@extern("mesh_process_list")
@reads
pub fn list() -> List<Pid>
