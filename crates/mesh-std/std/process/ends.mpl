# What an actor and a program do at their ends.

## Runs `f` when this actor ends, whatever the reason.
##
## ```mesh
## let me = self()
## spawn(fn -> Process.on_exit(fn -> send(me, "the end") end) end)
## assert_receive "the end", 5000
## ```
@extern("mesh_process_on_exit")
@owned(f)
pub fn on_exit(f :: Fun() -> ()) -> ()

## The same for what is said again and again, as each time that an actor goes on with its next state: the closure of
## one place in the program replaces the one that is known of that place.
##
## ```mesh
## let me = self()
## spawn(fn ->
##   for n in [1, 2] do
##     Process.at_end(fn -> send(me, n) end)
##   end
## end)
## assert_receive 2, 5000
## refute_receive 1, 20
## ```
@extern("mesh_process_at_end")
@owned(f)
pub fn at_end(f :: Fun() -> ()) -> ()

## What `main` receives, as those that are started are told by their starter.
##
## ```mesh
## Process.takes()
## # Nothing says which messages, so they are of this type.
## assert_eq Option.map(Process.info(Process.me()), fn info -> info.message_type end), Some("()")
## ```
@extern("mesh_process_takes")
pub fn takes<M>() -> ()

## Waits for SIGTERM or SIGINT: gives the name of the signal. The second one ends the program at once.
##
## ```mesh
## pub fn run() do
##   spawn(fn ->
##     let signal = Process.wait_signal()
##     println("${signal}: ending")
##     Process.halt(0)
##   end)
## end
## ```
@extern("mesh_process_wait_signal")
pub fn wait_signal() -> String

## Ends the program with this exit code, from 0 to 255, after flushing output; crashes for any other number.
##
## ```mesh
## pub fn give_up(why :: String) do
##   IO.eprintln(why)
##   Process.halt(3)
## end
## ```
@extern("mesh_process_halt")
pub fn halt(code :: Int) -> ()

## What the program does with the result of `main`.
pub interface MainResult do
  fn exit_code(self) -> Int
end

impl MainResult for () do
  fn exit_code(self) -> Int = 0
end

impl MainResult for Int do
  fn exit_code(self) -> Int = 0
end

impl MainResult for Result<T, E> where E: Display do
  fn exit_code(self) -> Int do
    case self do
      Ok(_) -> 0
      Err(error) -> do
        IO.eprintln(error.to_string())
        1
      end
    end
  end
end

## From now on the system gives memory in small pages only. Less is resident where many actors hold little each, as in most servers; a program
## with some hundred mebibytes that it looks at all over takes up to half as long again. Programs that are run by this one do so, too.
##
## ```mesh
## Process.small_pages()
## assert_eq List.length(Range.to_list(0..1000)), 1000
## ```
@extern("mesh_process_small_pages")
pub fn small_pages() -> ()
