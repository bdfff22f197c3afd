# What `init` gives decides the type of the state in every handler, written or not.
struct Log do
  lines :: List<String>
  count :: Int
end

struct Other do
  count :: Int
end

service Journal do
  fn init() do
    Log { lines: [], count: 0 }
  end

  call Count() :: Int do |state|
    (state, state.count)
  end

  call All() :: String do |state|
    (state, String.join(state.lines, ","))
  end

  cast Add(line :: String) do |state|
    %{state | lines: state.lines ++ [line], count: state.count + 1}
  end
end

fn main() do
  let journal = Journal.start()
  Journal.add(journal, "a")
  Journal.add(journal, "b")
  println("${Journal.count(journal)} ${Journal.all(journal)}")
end
