##! Work in the background, with a result.

type Done<T> do
  Done(T)
end deriving()

## A piece of work that runs in an actor of its own.
pub struct Job<T> do
  pid :: Pid
  reference :: Int
end deriving()

@extern("mesh_service_reference")
fn new_reference() -> Int

@extern("mesh_reply_caller")
fn caller() -> Int

@extern("mesh_reply_send")
fn send_result<T>(caller :: Int, reference :: Int, value :: T) -> ()

# 0: the value came, 1: the actor ended without one, 2: time is over.
@extern("mesh_job_wait")
fn wait(reference :: Int, millis :: Int) -> Int

@extern("mesh_job_value")
fn value<T>(reference :: Int) -> T

@extern("mesh_job_reason")
fn reason(reference :: Int) -> String

## Runs `f` in an actor of its own.
pub fn async<T>(f :: Fun() -> T) -> Job<T> do
  let starter = caller()
  let reference = new_reference()
  let pid = spawn(fn -> send_result(starter, reference, f()) end)
  Job { pid: pid, reference: reference }
end

## Waits for the result; `Err` with the reason when the work crashed.
pub fn await<T>(job :: Job<T>) -> Result<T, String> = await_timeout(job, -1)

## The same for at most so many milliseconds; `Err("timeout")` when they are over.
pub fn await_timeout<T>(job :: Job<T>, millis :: Int) -> Result<T, String> do
  case wait(job.reference, millis) do
    0 -> Ok(value(job.reference))
    1 -> Err(reason(job.reference))
    _ -> Err("timeout")
  end
end

## One job for each element; the results come in the order of the elements.
pub fn map<T, U>(list :: List<T>, f :: Fun(T) -> U) -> List<Result<U, String>> do
  let jobs = for item in list do async(fn -> f(item) end) end
  for job in jobs do await(job) end
end
