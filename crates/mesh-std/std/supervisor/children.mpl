# What a supervisor is asked for from outside.

## Starts one more child, behind those that are there. Waits for its start.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [])
## let pid = Result.unwrap(Supervisor.start_child(tree, spec))
## assert_eq Supervisor.start_child(tree, spec), Err(AlreadyStarted(pid))
## ```
pub fn start_child(pid :: Pid, spec :: ChildSpec) -> Result<Pid, ChildError> do
  Service.call(asked(pid), fn to -> StartChild(to, spec) end, -1)
end

## Stops a child, in its time. It stays known, unless it is temporary, and can be started again.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert_eq Supervisor.terminate_child(tree, "watch"), Err(NotFound)
## ```
pub fn terminate_child(pid :: Pid, name :: String) -> Result<(), ChildError> do
  Service.call(asked(pid), fn to -> TerminateChild(to, name) end, -1)
end

## Starts a child again that does not run.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert Result.is_ok(Supervisor.restart_child(tree, "clock"))
## ```
pub fn restart_child(pid :: Pid, name :: String) -> Result<Pid, ChildError> do
  Service.call(asked(pid), fn to -> RestartChild(to, name) end, -1)
end

## Forgets a child that does not run.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.terminate_child(tree, "clock"), Ok(())
## assert_eq Supervisor.delete_child(tree, "clock"), Ok(())
## assert_eq Supervisor.which_children(tree), []
## ```
pub fn delete_child(pid :: Pid, name :: String) -> Result<(), ChildError> do
  Service.call(asked(pid), fn to -> DeleteChild(to, name) end, -1)
end

## All children, in the order in which they start.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Transient, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## let children = Supervisor.which_children(tree)
## assert_eq List.map(children, fn child -> (child.name, child.restart) end), [("clock", Transient)]
## ```
pub fn which_children(pid :: Pid) -> List<ChildInfo> do
  Service.call(asked(pid), fn to -> WhichChildren(to) end, -1)
end

## How many children there are.
##
## ```mesh
## let start = fn -> spawn(fn -> Timer.sleep(60_000) end) end
## let spec = Supervisor.child("clock", start, Permanent, 1000)
## let tree = Supervisor.start(OneForOne, 3, 5, [spec])
## assert_eq Supervisor.count_children(tree).active, 1
## ```
pub fn count_children(pid :: Pid) -> ChildCounts do
  let all = which_children(pid)
  let active = List.filter(all, fn one -> Option.is_some(one.pid) end)
  let supervisors = List.length(List.filter(active, fn one -> one.is_supervisor end))
  let running = List.length(active)
  ChildCounts {
    specs: List.length(all),
    active: running,
    supervisors: supervisors,
    workers: running - supervisors
  }
end

# Crashes when the actor is no supervisor.
fn asked(pid :: Pid) -> Pid<Request> = Process.typed(pid)
