# What a request consists of and what it replies may be left to its handler.
service Counter do
  fn init(n :: Int) -> Int do
    n
  end

  call Get() do |n|
    (n, n)
  end

  call Add(by) do |n|
    (n + by, n + by)
  end
end

struct Store do
  names :: List<String>
  waiting :: Int
end

service Names do
  fn init() do
    Store { names: [], waiting: 0 }
  end

  cast Put(name, times) do |store|
    %{store | names: store.names ++ List.repeat(name, times)}
  end

  call Find(wanted) do |store|
    (store, List.find(store.names, fn name -> name == wanted end))
  end

  call Both(a :: Int, b) do |store|
    (store, (a, String.to_upper(b)))
  end

  call Later(n) do |store, from|
    Service.reply(from, n * 2)
    %{store | waiting: store.waiting + 1}
  end

  call Waiting() :: Int do |store|
    (store, store.waiting)
  end
end

fn total(pid :: Pid<Counter>) -> Int = Counter.get(pid) + Counter.add(pid, 1)

fn main() do
  let c = Counter.start(3)
  println("${Counter.get(c)}")
  println("${Counter.add(c, 2)}")
  println("${total(c)} ${Counter.try_get(c, 1000)}")
  let names = Names.start()
  Names.put(names, "ada", 2)
  println("${Names.find(names, "ada")} ${Names.find(names, "bob")} ${Names.both(names, 1, "x")}")
  println("${Names.later(names, 21)} ${Names.waiting(names)}")
end
