##! Time: waiting, and messages that come later.

## A message on its way that can be called back.
pub struct Timer do
  reference :: Int
end deriving(Eq)

## Suspends this actor for so many milliseconds.
@extern("mesh_timer_sleep")
pub fn sleep(millis :: Int) -> ()

@extern("mesh_timer_send_after")
fn start<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Int

## Sends the message after so many milliseconds.
pub fn send_after<M>(pid :: Pid<M>, millis :: Int, message :: M) -> Timer do
  Timer { reference: start(pid, millis, message) }
end

@extern("mesh_timer_cancel")
fn cancel_reference(reference :: Int) -> Bool

## Calls the message back: whether it was still on its way.
pub fn cancel(timer :: Timer) -> Bool = cancel_reference(timer.reference)

## Milliseconds of a clock that only goes forward.
@extern("mesh_timer_now")
pub fn now() -> Int
