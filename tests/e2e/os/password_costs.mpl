# stderr: too much work: this hash asks for 4294967295 passes over 8 KiB, and the most is 8 GiB in all
# A hash that asks for work without end is refused, so that it keeps no thread from passwords that are meant.
fn costly(costs :: String) -> String =
  "\$argon2id\$v=19\$${costs},p=1\$c2FsdHNhbHRzYWx0\$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"

fn main() do
  let good = Crypto.hash_password("x")
  for costs in ["m=8,t=4294967295", "m=4294967295,t=1", "m=65536,t=129"] do
    let attempt = Job.async(fn -> Crypto.verify_password("a", costly(costs)) end)
    println("${Job.await(attempt)}")
  end
  # Those that are usual, and one that takes its time, are not.
  for costs in ["m=19456,t=2", "m=65536,t=3", "m=8,t=1000"] do
    println("${costs}: ${Crypto.verify_password("a", costly(costs))}")
  end
  println("${Crypto.verify_password("x", good)}")
end
