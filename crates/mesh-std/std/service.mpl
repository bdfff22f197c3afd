##! What `service` definitions are made of: calls with a reply, and a loop that keeps a state.

## Where a reply goes: the caller and the number of its call.
pub struct ReplyTo<R> do
  caller :: Int
  reference :: Int
end deriving()

@extern("mesh_reply_open")
fn open(pid :: Pid) -> Int

@extern("mesh_reply_caller")
fn caller() -> Int

@extern("mesh_reply_await")
fn await<R>(reference :: Int) -> R

@extern("mesh_reply_send")
fn send_reply<R>(caller :: Int, reference :: Int, value :: R) -> ()

## Sends a request and waits for its reply. Crashes with the reason when the service is dead or dies before replying.
pub fn call<M, R>(pid :: Pid<M>, request :: Fun(ReplyTo<R>) -> M) -> R do
  let reference = open(pid)
  send(pid, request(ReplyTo { caller: caller(), reference: reference }))
  await(reference)
end

## Answers a call.
pub fn reply<R>(to :: ReplyTo<R>, value :: R) -> () = send_reply(to.caller, to.reference, value)

# What a service says once its state is there.
@extern("mesh_service_ready")
fn ready(caller :: Int, reference :: Int) -> ()

@extern("mesh_service_await_ready")
fn await_ready<M>(pid :: Pid<M>, reference :: Int) -> ()

@extern("mesh_service_reference")
fn new_reference() -> Int

## Starts a service: waits until `init` has run, and crashes with its reason when it crashes.
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
