# The end of a job that has given its value is no answer, in whatever order jobs are awaited.
fn main() do
  let jobs = for n in 1..41 do
    Job.async(fn ->
      if n % 10 == 0 do panic("job ${n}") end
      n * n
    end)
  end
  let backwards = for job in List.reverse(jobs) do
    Job.await(job)
  end
  println("${List.take(backwards, 4)}")
  println("${List.length(List.filter(backwards, Result.is_ok))} ${List.length(List.filter(backwards, Result.is_err))}")
  let mapped = Job.map(Range.to_list(0..20), fn n -> "<${n}>" end)
  println("${String.join(List.map(mapped, fn r -> Result.unwrap_or(r, "lost") end), "")}")
end
