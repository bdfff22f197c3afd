##! One account.

struct State do
  owner :: String
  balance :: Int
  history :: List<String>
end

fn change(state :: State, amount :: Int, word :: String) -> State do
  let line = "${word} ${Math.abs(amount)}"
  %{state | balance: state.balance + amount, history: List.append(state.history, line)}
end

service Account do
  fn init(owner :: String, balance :: Int) -> State do
    State { owner: owner, balance: balance, history: [] }
  end

  call Balance() :: Int do |state|
    (state, state.balance)
  end

  call History() :: List<String> do |state|
    (state, state.history)
  end

  call Withdraw(amount :: Int) :: Int!String do |state|
    if amount > state.balance do
      (state, Err("${state.owner} has only ${state.balance}"))
    else
      let next = change(state, -amount, "took")
      (next, Ok(next.balance))
    end
  end

  cast Deposit(amount :: Int) do |state|
    change(state, amount, "got")
  end
end
