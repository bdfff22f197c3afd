##! What `service` definitions are made of: calls with a reply, and a loop that keeps a state.

## Where a reply goes: the caller and the number of its call. It may be kept, and sent to others, until the reply is known.
pub struct ReplyTo<R> do
  caller :: Int
  reference :: Int
end deriving()

## Why a call got no reply.
pub type CallError do
  # None came in time. The actors that wait for each other in a circle, if that is why.
  TimedOut(List<Pid>)
  # The service had ended, or ended before it replied.
  Ended(ExitReason)
  # Its mailbox was full, and the request was thrown away.
  MailboxFull
end deriving(Eq, Debug)

impl Display for CallError do
  fn to_string(self) -> String do
    case self do
      TimedOut([]) -> "no reply in time"
      TimedOut(circle) -> "no reply in time, since in a circle ${waits(circle)}"
      Ended(reason) -> "the service ended: ${reason}"
      MailboxFull -> "the mailbox of the service is full, and the request was thrown away"
    end
  end
end

# "<0.3> waits for <0.4>, <0.4> for <0.3>"
fn waits(circle :: List<Pid>) -> String do
  let next = List.drop(circle, 1) ++ List.take(circle, 1)
  let parts = for (one, other) in List.zip(circle, next) do
    "${one} waits for ${other}"
  end
  String.join(parts, ", ")
end

@extern("mesh_reply_open")
fn open(pid :: Pid) -> Int

@extern("mesh_reply_caller")
@reads
fn caller() -> Int

# Sends the request, for which there may be no room: the time of the call begins.
@extern("mesh_reply_ask")
fn ask<M>(pid :: Pid, reference :: Int, millis :: Int, request :: M) -> ()

# The same for the request to end, for which there is always room.
@extern("mesh_reply_ask_for_end")
fn ask_for_end<M>(pid :: Pid, request :: M) -> ()

@extern("mesh_reply_await")
fn await<R>(reference :: Int, millis :: Int) -> R

# 0: the reply came, 1: the service ended without one, 2: time is over, 3: the request was thrown away.
@extern("mesh_reply_wait")
fn wait(reference :: Int) -> Int

@extern("mesh_reply_value")
fn value<R>(reference :: Int) -> R

@extern("mesh_reply_reason")
fn reason(reference :: Int) -> (Int, String, Pid)

@extern("mesh_reply_circle")
@reads
fn circle(reference :: Int) -> List<Pid>

@extern("mesh_reply_close")
fn close(reference :: Int) -> ()

@extern("mesh_reply_send")
fn send_reply<R>(caller :: Int, reference :: Int, value :: R) -> ()

# How long a call waits for its reply, as in OTP.
fn usual_millis() -> Int = 5000

## Sends a request and waits for its reply, for 5 s. Crashes with the reason when the service is dead, dies before it
## replies, does not reply in that time, or has a full mailbox that throws the request away.
##
## ```mesh
## let pid = Service.start(
##   fn -> 20 end,
##   fn state ->
##     receive do
##       to -> Service.reply(to, state + 1)
##     end
##   end
## )
## assert_eq Service.call(pid, fn to -> to end), 21
## ```
pub fn call<M, R>(pid :: Pid<M>, request :: Fun(ReplyTo<R>) -> M) -> R =
  Service.call(pid, request, usual_millis())

## The same for another time; a negative one never ends.
##
## ```mesh
## let pid = Service.start(
##   fn -> 20 end,
##   fn state ->
##     receive do
##       to -> Service.reply(to, state + 1)
##     end
##   end
## )
## assert_eq Service.call(pid, fn to -> to end, 60_000), 21
## ```
pub fn call<M, R>(pid :: Pid<M>, request :: Fun(ReplyTo<R>) -> M, millis :: Int) -> R do
  let reference = open(pid)
  ask(pid, reference, millis, request(ReplyTo { caller: caller(), reference: reference }))
  await(reference, millis)
end

## The same for those who want to know why there is no reply.
##
## ```mesh
## let pid = Service.start(
##   fn -> 20 end,
##   fn state ->
##     receive do
##       to -> Service.reply(to, state + 1)
##     end
##   end
## )
## assert_eq Service.try_call(pid, fn to -> to end, 5000), Ok(21)
## # It has ended.
## assert Result.is_err(Service.try_call(pid, fn to -> to end, 5000))
## ```
pub fn try_call<M, R>(
  pid :: Pid<M>,
  request :: Fun(ReplyTo<R>) -> M,
  millis :: Int
) -> Result<R, CallError> do
  if itself(pid) do
    Err(TimedOut([pid]))
  else
    let reference = open(pid)
    ask(pid, reference, millis, request(ReplyTo { caller: caller(), reference: reference }))
    case wait(reference) do
      0 -> Ok(value(reference))
      1 -> Err(Ended(Process.reason_from(reason(reference))))
      3 -> do
        close(reference)
        Err(MailboxFull)
      end
      _ -> Err(TimedOut(circle(reference)))
    end
  end
end

fn itself(pid :: Pid) -> Bool = pid == Process.me()

## Answers a call, at once or later, from any actor. Only the first answer counts.
##
## ```mesh
## let pid = Service.start(
##   fn -> () end,
##   fn _ ->
##     receive do
##       to -> do
##         Service.reply(to, "first")
##         Service.reply(to, "second")
##       end
##     end
##   end
## )
## assert_eq Service.call(pid, fn to -> to end), "first"
## ```
pub fn reply<R>(to :: ReplyTo<R>, value :: R) -> () = send_reply(to.caller, to.reference, value)

## Sends a service its last request, and waits until it has ended. Crashes when it had ended already, or ends abnormally.
## There is always room for that request: no policy of a mailbox throws it away, and it does not wait for room.
##
## ```mesh
## let pid = Service.start(
##   fn -> () end,
##   fn _ ->
##     receive do
##       "stop" -> ()
##     end
##   end
## )
## Service.stop(pid, "stop")
## assert not Process.alive(pid)
## ```
pub fn stop<M>(pid :: Pid<M>, request :: M) -> () do
  let reference = open(pid)
  ask_for_end(pid, request)
  let _ = wait(reference)
  let ending = Process.reason_from(reason(reference))
  if Process.is_abnormal(ending) do
    panic("stop of ${pid} failed: ${ending}")
  end
end

# What a service says once its state is there.
@extern("mesh_service_ready")
fn ready(caller :: Int, reference :: Int) -> ()

@extern("mesh_service_await_ready")
fn await_ready<M>(pid :: Pid<M>, reference :: Int) -> ()

@extern("mesh_service_reference")
fn new_reference() -> Int

## Starts a service: waits until `init` has run, and crashes with its reason when it crashes.
##
## ```mesh
## let pid = Service.start(
##   fn -> 20 end,
##   fn state ->
##     receive do
##       to -> Service.reply(to, state)
##     end
##   end
## )
## assert_eq Service.call(pid, fn to -> to end), 20
## ```
pub fn start<S, M>(init :: Fun() -> S, loop :: Fun(S) -> ()) -> Pid<M> do
  let starter = caller()
  let reference = new_reference()
  let pid = spawn(fn ->
    let state = init()
    ready(starter, reference)
    loop(state)
  end)
  await_ready(pid, reference)
  pid
end
