##! Time: waiting, and messages that come later.

## A message on its way that can be called back.
pub struct Timer do
  reference :: Int
end deriving(Eq)

## Suspends this actor for so many milliseconds.
##
## ```mesh
## let begun = Timer.now()
## Timer.sleep(5)
## assert Timer.now() - begun >= 5
## ```
@extern("mesh_timer_sleep")
pub fn sleep(millis :: Int) -> ()

@extern("mesh_timer_send_after")
fn start<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Int

## Sends the message after so many milliseconds.
##
## ```mesh
## Timer.send_after(self(), 5, "late")
## assert_receive "late", 5000
## ```
pub fn send_after<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Timer do
  Timer { reference: start(pid, millis, message) }
end

@extern("mesh_timer_send_every")
fn start_every<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Int

## Sends the message again and again, each time after so many milliseconds, until it is cancelled or the actor has ended.
##
## ```mesh
## let timer = Timer.send_every(self(), 5, "tick")
## assert_receive "tick", 5000
## assert_receive "tick", 5000
## Timer.cancel(timer)
## ```
pub fn send_every<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Timer do
  if millis < 1 do
    panic("a message is sent every 1 ms or more, not every ${millis} ms")
  end
  Timer { reference: start_every(pid, millis, message) }
end

@extern("mesh_timer_cancel")
fn cancel_reference(reference :: Int) -> Bool

## Calls the message back: whether it was still on its way. One that is sent again and again is not sent any more.
##
## ```mesh
## let timer = Timer.send_after(self(), 60_000, "late")
## assert Timer.cancel(timer)
## assert not Timer.cancel(timer)
## ```
pub fn cancel(timer :: Timer) -> Bool = cancel_reference(timer.reference)

## Milliseconds of a clock that only goes forward.
##
## ```mesh
## let begun = Timer.now()
## assert Timer.now() >= begun
## ```
@extern("mesh_timer_now")
@reads
pub fn now() -> Int

## Nanoseconds of the same clock, to measure how long something takes.
##
## ```mesh
## let begun = Timer.monotonic_ns()
## assert Timer.monotonic_ns() >= begun
## ```
@extern("mesh_timer_now_ns")
@reads
pub fn monotonic_ns() -> Int
