from Store.Types import Amount

pub fn show(amount :: Amount) -> String do
  let sign = if amount < 0 do "-" else "" end
  let cents = Math.abs(amount)
  "${sign}${cents / 100}.${pad(cents % 100)} EUR"
end

fn pad(n :: Int) -> String = if n < 10 do "0${n}" else "${n}" end
