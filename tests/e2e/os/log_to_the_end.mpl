# driver: log_to_the_end.py
# Every line is written, by whomever and however the program ends; a reader that is slow is waited for.
fn tell(who :: Int) do
  for n in 0..5000 do
    Log.info("line", json { who: who, n: n })
  end
end

fn main() do
  let jobs = for who in 0..4 do
    Job.async(fn -> tell(who) end)
  end
  for job in jobs do
    let _ = Job.await(job)
  end
  case Env.args() do
    ["halt"] -> Process.halt(4)
    ["crash"] -> panic("at the end")
    _ -> ()
  end
end
