##! Accounts as services, and transfers that cannot lose money.

from Account import Account

fn transfer(
  from_account :: Pid<Account>,
  to_account :: Pid<Account>,
  amount :: Int
) -> Int!String do
  let left = Account.withdraw(from_account, amount)?
  Account.deposit(to_account, amount)
  Ok(left)
end

fn main() do
  let ana = Account.start("Ana", 100)
  let bob = Account.start("Bob", 20)
  println("${transfer(ana, bob, 70)}")
  println("${transfer(ana, bob, 70)}")

  # A hundred customers at once; every cent is accounted for.
  Job.map(Range.to_list(0..100), fn _ -> transfer(bob, ana, 1) end)
  println("${Account.balance(ana)} and ${Account.balance(bob)}")
  for line in Account.history(ana) |> List.take(2) do
    println(line)
  end
end
