##! Work in the background, with a result.

## A piece of work that runs in an actor of its own. Its result is kept for as long as somebody holds this.
pub struct Job<T> do
  pid :: Pid
  ticket :: Ticket
end deriving()

# What the runtime knows a job by. When the last one is gone, so is the result.
@opaque
type Ticket

@extern("mesh_job_open")
fn open() -> Ticket

@extern("mesh_job_caller")
@reads
fn caller(ticket :: Ticket) -> Int

@extern("mesh_job_reference")
@reads
fn reference(ticket :: Ticket) -> Int

@extern("mesh_reply_send")
fn send_result<T>(caller :: Int, reference :: Int, value :: T) -> ()

# 0: the value came, 1: the actor ended without one, 2: time is over.
@extern("mesh_job_wait")
fn wait(ticket :: Ticket, millis :: Int) -> Int

@extern("mesh_reply_value")
fn value<T>(reference :: Int) -> T

@extern("mesh_job_reason")
@reads
fn reason(reference :: Int) -> String

## Runs `f` in an actor of its own. When the one that started it ends abnormally, so does that.
##
## ```mesh
## let job = Job.async(fn -> 6 * 7 end)
## assert_eq Job.await(job), Ok(42)
## ```
pub fn async<T>(f :: Fun() -> T) -> Job<T> do
  let ticket = open()
  let (starter, number) = (caller(ticket), reference(ticket))
  let pid = spawn(fn -> send_result(starter, number, f()) end)
  Job { pid: pid, ticket: ticket }
end

## The same, or `None` where there are as many actors as there may be, or no memory for one more.
##
## ```mesh
## assert_eq Option.map(Job.try_async(fn -> 6 * 7 end), Job.await), Some(Ok(42))
## ```
pub fn try_async<T>(f :: Fun() -> T) -> Option<Job<T>> do
  let ticket = open()
  let (starter, number) = (caller(ticket), reference(ticket))
  let begun = Process.try_spawn(fn -> send_result(starter, number, f()) end)
  Option.map(begun, fn pid -> Job { pid: pid, ticket: ticket } end)
end

## Waits for the result; `Err` with the reason when the work crashed.
##
## ```mesh
## assert_eq Job.await(Job.async(fn -> "done" end)), Ok("done")
## ```
pub fn await<T>(job :: Job<T>) -> Result<T, String> = await_timeout(job, -1)

## The same for at most so many milliseconds; `Err("timeout")` when they are over.
##
## ```mesh
## let job = Job.async(fn -> Timer.sleep(200) end)
## assert_eq Job.await_timeout(job, 5), Err("timeout")
## ```
pub fn await_timeout<T>(job :: Job<T>, millis :: Int) -> Result<T, String> do
  Option.unwrap_or(poll(job, millis), Err("timeout"))
end

## The outcome, as of `await`, if it comes within so many milliseconds; `None` otherwise. Then it can be asked for again.
##
## ```mesh
## let job = Job.async(fn -> 1 end)
## assert_eq Job.poll(job, 5000), Some(Ok(1))
## ```
pub fn poll<T>(job :: Job<T>, millis :: Int) -> Option<Result<T, String>> do
  case wait(job.ticket, millis) do
    0 -> Some(Ok(value(reference(job.ticket))))
    1 -> Some(Err(reason(reference(job.ticket))))
    _ -> None
  end
end

## One job for each element; the results come in the order of the elements.
##
## ```mesh
## assert_eq Job.map([1, 2, 3], fn n -> n * n end), [Ok(1), Ok(4), Ok(9)]
## ```
pub fn map<T, U>(list :: List<T>, f :: Fun(T) -> U) -> List<Result<U, String>> do
  let jobs = for item in list do
    async(fn -> f(item) end)
  end
  for job in jobs do
    await(job)
  end
end
