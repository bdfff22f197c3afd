# mistakes: 1
fn main() do
  let q = sql"""select ${x} from t
  f(q)
end
